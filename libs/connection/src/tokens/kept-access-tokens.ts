import type { Clock, Id } from '@millwright/kernel';
import type { AccessTokens, GrantedToken } from '../source/access-tokens.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import type { TokenRenewals } from '../source/token-renewals.ts';

/** A token is not used in its last minute: it has to last until the other side has read it. */
const SPARE_MS = 60_000;
const MAX_TOKENS = 1_000;

type Owner = Pick<OpenConnection, 'id' | 'revision'>;

interface KeptToken {
  revision: number;
  token: Promise<string>;
  /** What it came to; undefined while it is being got. */
  granted?: { token: string; untilMs: number };
}

/** The access tokens of one process, in memory; what processes share of renewals is elsewhere. */
export class KeptAccessTokens implements AccessTokens {
  /** By Connection and purpose: a newer revision takes the place of the one before. */
  private readonly kept = new Map<string, KeptToken>();

  constructor(
    private readonly clock: Clock,
    private readonly renewals: TokenRenewals,
  ) {}

  tokenFor(
    { id, revision }: Owner,
    purpose: string,
    grant: () => Promise<GrantedToken>,
  ): Promise<string> {
    const key = keyOf(id, purpose);
    const known = this.kept.get(key);
    if (known?.revision === revision && this.lasts(known)) return known.token;
    return this.begin(key, revision, grant);
  }

  forget({ id, revision }: Owner, purpose: string, refused: string): void {
    const key = keyOf(id, purpose);
    const known = this.kept.get(key);
    if (known?.revision === revision && known.granted?.token === refused) this.kept.delete(key);
  }

  renewed(...asked: Parameters<TokenRenewals['renewed']>): Promise<GrantedToken> {
    return this.renewals.renewed(...asked);
  }

  private begin(
    key: string,
    revision: number,
    grant: () => Promise<GrantedToken>,
  ): Promise<string> {
    const kept: KeptToken = { revision, token: this.got(grant, () => kept) };
    if (this.kept.size >= MAX_TOKENS) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(key, kept);
    // Who waits for it hears of it; nobody else gets the failure.
    kept.token.catch(() => {
      if (this.kept.get(key) === kept) this.kept.delete(key);
    });
    return kept.token;
  }

  private async got(grant: () => Promise<GrantedToken>, kept: () => KeptToken): Promise<string> {
    const askedAtMs = this.clock.now();
    const { token, expiresInSeconds } = await grant();
    kept().granted = { token, untilMs: askedAtMs + expiresInSeconds * 1_000 };
    return token;
  }

  private lasts({ granted }: KeptToken): boolean {
    return granted === undefined || granted.untilMs - SPARE_MS > this.clock.now();
  }
}

const keyOf = (id: Id, purpose: string): string => `${id}/${purpose}`;
