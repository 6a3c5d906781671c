import type { Clock } from '@millwright/kernel';
import type { AccessTokens, GrantedToken } from '../source/access-tokens.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import type { RenewedToken, TokenRenewals } from '../source/token-renewals.ts';

const SPARE_MS = 60_000;

interface Exchanged extends RenewedToken {
  /** The refresh token of the Connection that began the chain. */
  given: string | undefined;
  untilMs: number;
}

/** What all processes share of renewals, here by one process. */
export class RenewalsInMemory implements TokenRenewals {
  private readonly last = new Map<string, Promise<Exchanged | undefined>>();

  constructor(private readonly clock: Clock) {}

  renewed(
    connection: OpenConnection<'airtable' | 'google'>,
    refused: string | undefined,
    exchange: (refreshToken: string) => Promise<RenewedToken>,
  ): Promise<GrantedToken> {
    const given = connection.fields.refresh_token;
    const before = this.last.get(connection.id);
    const next = (async (): Promise<Exchanged> => {
      const known = await before;
      const kept = known?.given === given ? known : undefined;
      const lasts = kept !== undefined && kept.untilMs - SPARE_MS > this.clock.now();
      if (lasts && kept.token !== refused) return kept;
      const newest = kept?.refreshToken ?? given;
      if (newest === undefined) throw new Error('the Connection has no refresh token');
      const renewed = await exchange(newest);
      const untilMs = this.clock.now() + renewed.expiresInSeconds * 1_000;
      return { refreshToken: newest, ...renewed, given, untilMs };
    })();
    // An exchange that failed changes nothing for who comes next.
    this.last.set(
      connection.id,
      next.catch(() => before),
    );
    return next.then(({ token, untilMs }) => ({
      token,
      expiresInSeconds: (untilMs - this.clock.now()) / 1_000,
    }));
  }
}

/** Access tokens of one process, and what processes share; give several the same renewals to play several processes. */
export class TokensInMemory implements AccessTokens {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly clock: Clock,
    private readonly renewals: TokenRenewals = new RenewalsInMemory(clock),
  ) {}

  async tokenFor(
    connection: Pick<OpenConnection, 'id' | 'revision'>,
    purpose: string,
    grant: () => Promise<GrantedToken>,
  ): Promise<string> {
    const key = keyOf(connection, purpose);
    const known = this.kept.get(key);
    if (known !== undefined && known.untilMs > this.clock.now()) return known.granting;
    const granting = grant().then((granted) => {
      fetched.token = granted.token;
      fetched.untilMs = this.clock.now() + granted.expiresInSeconds * 1_000 - SPARE_MS;
      return granted.token;
    });
    const fetched: Kept = { granting, untilMs: Infinity };
    this.kept.set(key, fetched);
    granting.catch(() => this.drop(key, fetched));
    return granting;
  }

  forget(
    connection: Pick<OpenConnection, 'id' | 'revision'>,
    purpose: string,
    token: string,
  ): void {
    const key = keyOf(connection, purpose);
    const known = this.kept.get(key);
    if (known?.token === token) this.drop(key, known);
  }

  renewed(...asked: Parameters<TokenRenewals['renewed']>): Promise<GrantedToken> {
    return this.renewals.renewed(...asked);
  }

  private drop(key: string, kept: Kept): void {
    if (this.kept.get(key) === kept) this.kept.delete(key);
  }
}

/** A token, or one that is being granted for all who ask meanwhile. */
interface Kept {
  granting: Promise<string>;
  token?: string;
  /** Infinite while it is being granted. */
  untilMs: number;
}

const keyOf = (
  { id, revision }: Pick<OpenConnection, 'id' | 'revision'>,
  purpose: string,
): string => `${id}/${revision}/${purpose}`;
