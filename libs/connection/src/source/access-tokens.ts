import type { OpenConnection } from './connection-source.ts';
import type { TokenRenewals } from './token-renewals.ts';

/** A token that ends. */
export interface GrantedToken {
  token: string;
  expiresInSeconds: number;
}

/**
 * Access tokens got for Connections, each kept until a minute before its end, or until its Connection changes. Those
 * who ask at the same time share one request.
 */
export interface AccessTokens extends TokenRenewals {
  /** The kept token for a Connection, or the one that `grant` gets. `purpose` tells apart several of one Connection. */
  tokenFor(
    connection: Pick<OpenConnection, 'id' | 'revision'>,
    purpose: string,
    grant: () => Promise<GrantedToken>,
  ): Promise<string>;
  /** Forgets a token that was refused; one that was got since stays. */
  forget(connection: Pick<OpenConnection, 'id' | 'revision'>, purpose: string, token: string): void;
}
