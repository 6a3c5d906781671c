import { setTimeout as delay } from 'node:timers/promises';
import { releaseLease, tryLease, type Sql } from '@millwright/database';
import { newId, throughOutage, type Clock, type SecretBox } from '@millwright/kernel';
import { ConnectionError } from '../connection.errors.ts';
import type { GrantedToken } from '../source/access-tokens.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import type { RenewedToken, TokenRenewals } from '../source/token-renewals.ts';
import { RenewalStore, type Exchanged } from './renewal.store.ts';

/** A token is not used in its last minute. */
const SPARE_MS = 60_000;
/** Longer than an exchange may take: the lease of a process that died ends by itself. */
const LEASE_S = 45;
const LOOK_AGAIN_MS = 100;
const UNSTOPPED = new AbortController().signal;

type Renewable = OpenConnection<'airtable' | 'google'>;

/** Renewals that all processes share through the database: one exchanges at a time, the others wait for what it gets. */
export class SharedRenewals implements TokenRenewals {
  private readonly store: RenewalStore;

  constructor(
    private readonly sql: Sql,
    box: SecretBox,
    private readonly clock: Clock,
    private readonly waitMs = LEASE_S * 1_000,
  ) {
    this.store = new RenewalStore(sql, box);
  }

  /** @throws ConnectionError `remote_unavailable` when another process exchanges and does not come to an end */
  async renewed(
    connection: Renewable,
    refused: string | undefined,
    exchange: (refreshToken: string) => Promise<RenewedToken>,
  ): Promise<GrantedToken> {
    const [lease, holder] = [`connection-renewal/${connection.id}`, newId()];
    const untilMs = performance.now() + this.waitMs;
    for (;;) {
      const kept = await this.lastingOf(connection, refused);
      if (kept) return this.grantedOf(kept);
      if (await tryLease(this.sql, lease, holder, LEASE_S)) break;
      if (performance.now() > untilMs) throw stillRenewing(connection);
      await delay(LOOK_AGAIN_MS);
    }
    try {
      // Somebody may have come to the end between our look and our lease.
      const kept = await this.lastingOf(connection, refused);
      return this.grantedOf(kept ?? (await this.exchanged(connection, exchange)));
    } finally {
      // One that is not given back ends by itself: what was got is good without that.
      await releaseLease(this.sql, lease, holder).catch(() => undefined);
    }
  }

  private async exchanged(
    connection: Renewable,
    exchange: (refreshToken: string) => Promise<RenewedToken>,
  ): Promise<Exchanged> {
    const { refresh_token: given } = connection.fields;
    if (given === undefined) throw withoutRefreshToken(connection);
    const newest = (await this.lastOf(connection))?.refreshToken ?? given;
    const { token, expiresInSeconds, refreshToken = newest } = await exchange(newest);
    const untilMs = this.clock.now() + expiresInSeconds * 1_000;
    const exchanged = { given, token, refreshToken, untilMs };
    // The service has ended the token before: not kept, this one is lost. So it is kept also while we are stopping.
    await throughOutage(() => this.store.keep(connection, exchanged), UNSTOPPED);
    return exchanged;
  }

  private async lastingOf(
    connection: Renewable,
    refused: string | undefined,
  ): Promise<Exchanged | undefined> {
    const last = await this.lastOf(connection);
    const lasts = last !== undefined && last.untilMs - SPARE_MS > this.clock.now();
    return lasts && last.token !== refused ? last : undefined;
  }

  /** Undefined also where the Connection has been given another refresh token since. */
  private async lastOf(connection: Renewable): Promise<Exchanged | undefined> {
    const last = await this.store.read(connection);
    return last?.given === connection.fields.refresh_token ? last : undefined;
  }

  private grantedOf({ token, untilMs }: Exchanged): GrantedToken {
    return { token, expiresInSeconds: (untilMs - this.clock.now()) / 1_000 };
  }
}

const stillRenewing = ({ name }: Renewable): ConnectionError =>
  new ConnectionError(
    'remote_unavailable',
    `another process has been renewing the token of the Connection "${name}" for too long`,
  );

const withoutRefreshToken = ({ name }: Renewable): ConnectionError =>
  new ConnectionError('connection_rejected', `the Connection "${name}" has no refresh_token`);
