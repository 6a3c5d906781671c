import type { GrantedToken } from './access-tokens.ts';
import type { OpenConnection } from './connection-source.ts';

/** What a refresh token was exchanged for. */
export interface RenewedToken extends GrantedToken {
  /** The next refresh token, where the other side takes each of them only once. */
  refreshToken?: string;
}

/**
 * Renews access tokens of Connections that have a refresh token. Some services, Airtable among them, take a refresh
 * token once, and with it end the access token before. So all processes share what the last exchange gave, and only
 * one of them exchanges at a time.
 */
export interface TokenRenewals {
  /**
   * The access token of the last exchange, if it lasts and is not the one that was `refused`; else what `exchange`
   * makes of the newest refresh token: that of the last exchange, or the one that the Connection was given. What
   * was exchanged is kept before this answers, until the Connection is given another refresh token; other changes of
   * it, of its name say, end nothing.
   */
  renewed(
    connection: OpenConnection<'airtable' | 'google'>,
    refused: string | undefined,
    exchange: (refreshToken: string) => Promise<RenewedToken>,
  ): Promise<GrantedToken>;
}
