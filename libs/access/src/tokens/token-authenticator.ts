import { readEpoch } from '@millwright/database';
import type { Database } from '@millwright/database';
import { equalsConstantTime, sha256Hex } from '@millwright/kernel';
import type { Clock, Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { AttemptLimiter } from './attempt-limiter.ts';
import { instanceAdmin } from './principal.ts';
import type { Principal } from './principal.ts';
import { tokenHashOf } from './token-text.ts';
import { TokenStore } from './token.store.ts';
import type { StoredToken } from './token.store.ts';

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
const MAX_CACHED = 10_000;

/**
 * Tells whose a bearer token is. Known tokens are answered from memory; the configuration's epoch is compared every
 * 500 ms, so that a revoked token dies within a second, and while the database is away the known ones still work.
 */
export class TokenAuthenticator {
  private readonly store = new TokenStore();
  private readonly known = new Map<string, StoredToken>();
  private readonly lastTouched = new Map<Id, number>();
  private readonly toTouch = new Set<Id>();
  private readonly limiter: AttemptLimiter;
  private readonly adminDigest: string | undefined;
  private readonly options: AuthenticatorOptions;
  private epoch = 0;
  private refreshing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: AuthenticatorOptions) {
    this.options = options;
    this.limiter = options.limiter ?? new AttemptLimiter();
    this.adminDigest = options.adminToken === undefined ? undefined : sha256Hex(options.adminToken);
  }

  /** Reads the epoch for the first time and from then on every 500 ms. */
  async start(): Promise<void> {
    this.epoch = await readEpoch(this.options.database);
    this.timer = setInterval(() => void this.tick(), REFRESH_MS);
    this.timer.unref();
  }

  /** Ends the comparing of epochs, and notes what was used since the last time. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.tick();
  }

  /** @throws DatabaseUnavailableError for a token that is not in memory, while the database is away. */
  async authenticate(text: string, address: string): Promise<Authentication> {
    const hash = tokenHashOf(text);
    // Digests, so that the comparison takes as long whatever the length.
    if (this.adminDigest !== undefined && equalsConstantTime(hash, this.adminDigest)) {
      return { ok: true, principal: instanceAdmin };
    }
    const known = this.known.get(hash);
    if (known !== undefined) return this.answer(known, address);
    const retryAfterSeconds = this.limiter.waitSeconds(address, this.options.clock.now());
    if (retryAfterSeconds > 0) return { ok: false, reason: 'too_many_attempts', retryAfterSeconds };
    return this.answer(await this.find(hash), address);
  }

  /** Forgets the tokens that changed since the last time: for when `config.changed` comes in. */
  refresh(): Promise<void> {
    this.refreshing ??= this.forgetChanged().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private answer(token: StoredToken | undefined, address: string): Authentication {
    const now = this.options.clock.now();
    if (token === undefined || (token.expiresAt !== null && token.expiresAt.getTime() <= now)) {
      this.limiter.failed(address, now);
      return { ok: false, reason: 'token_invalid' };
    }
    this.noteUse(token.id, now);
    return { ok: true, principal: principalOf(token) };
  }

  private async find(hash: string): Promise<StoredToken | undefined> {
    const epoch = this.epoch;
    const token = await this.store.byHash(this.options.database, hash);
    // Kept only when nothing was written meanwhile: what was read may be what was just revoked.
    if (token !== undefined && epoch === this.epoch) this.remember(hash, token);
    return token;
  }

  private remember(hash: string, token: StoredToken): void {
    if (this.known.size >= MAX_CACHED) this.known.delete(this.known.keys().next().value!);
    this.known.set(hash, token);
  }

  private async forgetChanged(): Promise<void> {
    const { database } = this.options;
    const epoch = await readEpoch(database);
    if (epoch === this.epoch) return;
    const changed = await this.store.changedSince(database, this.epoch);
    this.epoch = epoch;
    for (const hash of changed) this.known.delete(hash);
  }

  private noteUse(id: Id, now: number): void {
    if (now - (this.lastTouched.get(id) ?? 0) < TOUCH_MS) return;
    if (this.lastTouched.size >= MAX_CACHED) this.lastTouched.clear();
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

const principalOf = ({ id, owner, label, prefix, ...token }: StoredToken): Principal => ({
  name: `token:${prefix}${label === null ? '' : ` (${label})`}`,
  owner,
  tokenId: id,
  workspaceId: token.workspaceId,
  scopes: token.scopes,
  readOnly: token.readOnly,
  expiresAt: token.expiresAt,
});
