import type { Database } from '@millwright/database';
import type { Clock, Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { AttemptLimiter } from './attempt-limiter.ts';
import type { Principal } from './principal.ts';
import { TokenCache } from './token-cache.ts';
import { tokenHashOf } from './token-text.ts';
import { TokenStore } from './token.store.ts';

/** Whose token it is, or why nobody's: unknown, revoked and expired look the same. */
export type Authentication =
  | { ok: true; principal: Principal }
  | { ok: false; reason: 'token_invalid' }
  | { ok: false; reason: 'too_many_attempts'; retryAfterSeconds: number };

/** What the authenticator works with. */
export interface AuthenticatorOptions {
  database: Database;
  clock: Clock;
  logger: Logger;
  /** The instance admin's token; without one there is no instance admin. */
  adminToken?: string | undefined;
  limiter?: AttemptLimiter;
}

const REFRESH_MS = 500;
const TOUCH_MS = 60_000;
const MAX_NOTED = 10_000;

/**
 * Tells whose a bearer token is. Known tokens are answered from memory; the configuration's epoch is compared every
 * 500 ms, so that a revoked token dies within a second, and while the database is away the known ones still work.
 */
export class TokenAuthenticator {
  private readonly store = new TokenStore();
  private readonly cache: TokenCache;
  private readonly lastTouched = new Map<Id, number>();
  private readonly toTouch = new Set<Id>();
  private readonly limiter: AttemptLimiter;
  private readonly options: AuthenticatorOptions;
  private refreshing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: AuthenticatorOptions) {
    this.options = options;
    this.limiter = options.limiter ?? new AttemptLimiter();
    this.cache = new TokenCache(options);
  }

  /** Reads the epoch for the first time and from then on every 500 ms. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.tick(), REFRESH_MS);
    this.timer.unref();
    await this.cache.refresh();
  }

  /** Ends the comparing of epochs, and notes what was used since the last time. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.tick();
  }

  /** @throws DatabaseUnavailableError for a token that is not in memory, while the database is away. */
  async authenticate(text: string, address: string): Promise<Authentication> {
    const hash = tokenHashOf(text);
    const known = this.cache.get(hash);
    if (known) return this.answer(known, address);
    const retryAfterSeconds = this.limiter.waitSeconds(address, this.options.clock.now());
    if (retryAfterSeconds > 0) return { ok: false, reason: 'too_many_attempts', retryAfterSeconds };
    return this.answer(known === undefined ? await this.cache.load(hash) : null, address);
  }

  /** Forgets the tokens that changed since the last time: for when `config.changed` comes in. */
  refresh(): Promise<void> {
    this.refreshing ??= this.cache.refresh().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private answer(principal: Principal | null, address: string): Authentication {
    const now = this.options.clock.now();
    if (principal === null) {
      this.limiter.failed(address, now);
      return { ok: false, reason: 'token_invalid' };
    }
    if (principal.tokenId !== null) this.noteUse(principal.tokenId, now);
    return { ok: true, principal };
  }

  private noteUse(id: Id, now: number): void {
    if (now - (this.lastTouched.get(id) ?? 0) < TOUCH_MS) return;
    if (this.lastTouched.size >= MAX_NOTED) this.lastTouched.clear();
    this.lastTouched.set(id, now);
    this.toTouch.add(id);
  }

  private async tick(): Promise<void> {
    try {
      await this.refresh();
      if (this.toTouch.size === 0) return;
      const ids = [...this.toTouch];
      this.toTouch.clear();
      await this.store.touch(this.options.database, ids, new Date(this.options.clock.now()));
    } catch (error) {
      this.options.logger.debug({ message: 'tokens.refresh_failed', error });
    }
  }
}
