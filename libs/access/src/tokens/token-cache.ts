import type { Database } from '@millwright/database';
import { Batcher, equalsConstantTime } from '@millwright/kernel';
import type { Clock } from '@millwright/kernel';
import { instanceAdmin } from './principal.ts';
import type { Principal } from './principal.ts';
import { tokenHashOf } from './token-text.ts';
import { TokenStore } from './token.store.ts';
import type { StoredToken } from './token.store.ts';

/** What the cache works with. */
export interface TokenCacheOptions {
  database: Database;
  clock: Clock;
  /** The instance admin's token; without one there is no instance admin. */
  adminToken?: string | undefined;
  /** Most tokens kept; the one that was used longest ago makes room. Default 10,000. */
  maxTokens?: number;
}

const FRESH_MS = 2_000;
const MAX_TOKENS = 10_000;
const MAX_ABSENT = 10_000;
const BATCH = 500;

/**
 * Whose the tokens in use are, in memory, by their SHA-256. What is known is answered also while the database is
 * away; that a token is nobody's is believed only while we would have heard that it was made. `refresh` is to be
 * called twice a second: what was revoked or changed dies with it.
 */
export class TokenCache {
  private readonly store = new TokenStore();
  private readonly known = new Map<string, Principal>();
  private readonly absent = new Set<string>();
  private readonly loads: Batcher<string, Principal | null>;
  private readonly adminHash: string | undefined;
  private readonly options: TokenCacheOptions;
  private epoch: number | undefined;
  private freshUntil = 0;

  constructor(options: TokenCacheOptions) {
    this.options = options;
    this.adminHash = options.adminToken === undefined ? undefined : tokenHashOf(options.adminToken);
    this.loads = new Batcher({ maxItems: BATCH, concurrency: 2 }, (hashes) => this.loadAll(hashes));
  }

  /** Whose the token of a hash is, null when it is nobody's or has expired, undefined when that is to be looked up. */
  get(hash: string): Principal | null | undefined {
    // Digests, so that the comparison takes as long whatever the length.
    if (this.adminHash !== undefined && equalsConstantTime(hash, this.adminHash)) {
      return instanceAdmin;
    }
    const known = this.known.get(hash);
    if (known === undefined) {
      return this.absent.has(hash) && this.options.clock.now() < this.freshUntil ? null : undefined;
    }
    this.remember(hash, known);
    return this.unlessExpired(known);
  }

  /** Looks a hash up, together with others that are asked for now. @throws DatabaseUnavailableError */
  load(hash: string): Promise<Principal | null> {
    return this.loads.add(hash);
  }

  /** Drops what has changed since the last time. @throws DatabaseUnavailableError */
  async refresh(): Promise<void> {
    const startedAt = this.options.clock.now();
    const { database } = this.options;
    if (this.epoch === undefined) {
      this.epoch = (await this.store.tokensOf(database, [])).epoch;
    } else {
      const { epoch, hashes } = await this.store.changesSince(database, this.epoch);
      this.epoch = epoch;
      for (const hash of hashes) {
        this.known.delete(hash);
        this.absent.delete(hash);
      }
    }
    this.freshUntil = startedAt + FRESH_MS;
  }

  private async loadAll(hashes: readonly string[]): Promise<(Principal | null)[]> {
    for (;;) {
      const { epoch, tokens } = await this.store.tokensOf(this.options.database, hashes);
      this.epoch ??= epoch;
      // Read again what was read before the last refresh came in between: nothing would ever drop it.
      if (epoch >= this.epoch) return this.keep(hashes, tokens);
    }
  }

  private keep(
    hashes: readonly string[],
    tokens: ReadonlyMap<string, StoredToken>,
  ): (Principal | null)[] {
    if (this.absent.size + hashes.length > MAX_ABSENT) this.absent.clear();
    return hashes.map((hash) => {
      const token = tokens.get(hash);
      if (token === undefined) {
        this.absent.add(hash);
        return null;
      }
      const principal = principalOf(token);
      this.remember(hash, principal);
      return this.unlessExpired(principal);
    });
  }

  /** As the one that was used last. */
  private remember(hash: string, principal: Principal): void {
    this.known.delete(hash);
    this.known.set(hash, principal);
    if (this.known.size > (this.options.maxTokens ?? MAX_TOKENS)) {
      this.known.delete(this.known.keys().next().value!);
    }
  }

  private unlessExpired(principal: Principal): Principal | null {
    const { expiresAt } = principal;
    return expiresAt === null || expiresAt.getTime() > this.options.clock.now() ? principal : null;
  }
}

const principalOf = ({ id, owner, label, prefix, ...token }: StoredToken): Principal => ({
  name: `token:${prefix}${label === null ? '' : ` (${label})`}`,
  owner,
  label,
  tokenId: id,
  workspaceId: token.workspaceId,
  scopes: token.scopes,
  readOnly: token.readOnly,
  expiresAt: token.expiresAt,
});
