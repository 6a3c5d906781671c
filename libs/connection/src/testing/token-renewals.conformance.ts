import { describe, expect, it } from '@jest/globals';
import { type Id, newId } from '@millwright/kernel';
import { connectionTypes } from '../types/index.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import type { RenewedToken, TokenRenewals } from '../source/token-renewals.ts';

/** Renewals to be tried: two processes that share them, and the time to be moved. */
export interface OpenedRenewals {
  one: TokenRenewals;
  other: TokenRenewals;
  /** Creates what the implementation needs of the Connection. */
  given(connection: OpenConnection<'airtable'>): Promise<void>;
  advance(ms: number): void;
  close?(): Promise<void>;
}

/** A service that takes each refresh token once, and ends the access token before, as Airtable does. */
class StrictService {
  valid = 'r0';
  token = '';
  exchanges = 0;

  exchange = (refreshToken: string): Promise<RenewedToken> => {
    if (refreshToken !== this.valid) return Promise.reject(new Error('invalid_grant'));
    this.exchanges += 1;
    this.valid = `r${this.exchanges}`;
    this.token = `t${this.exchanges}`;
    return Promise.resolve({
      token: this.token,
      expiresInSeconds: 3_600,
      refreshToken: this.valid,
    });
  };
}

/** The promises of renewals; run it against each implementation. */
export function tokenRenewalsConformance(name: string, open: () => Promise<OpenedRenewals>): void {
  const tried = async (
    test: (
      opened: OpenedRenewals,
      service: StrictService,
      connection: OpenConnection<'airtable'>,
    ) => Promise<void>,
  ): Promise<void> => {
    const opened = await open();
    const connection = airtableWith('r0');
    try {
      await opened.given(connection);
      await test(opened, new StrictService(), connection);
    } finally {
      await opened.close?.();
    }
  };

  describe(`${name} keeps the promises of token renewals`, () => {
    it('exchanges the refresh token that the Connection was given, and then those that replace it', () =>
      tried(async ({ one }, service, connection) => {
        const first = await one.renewed(connection, undefined, service.exchange);
        const second = await one.renewed(connection, first.token, service.exchange);

        expect([first.token, second.token]).toEqual(['t1', 't2']);
        expect(first.expiresInSeconds).toBeGreaterThan(3_500);
      }));

    it('answers another process the token that is there, unless that was refused', () =>
      tried(async ({ one, other }, service, connection) => {
        await one.renewed(connection, undefined, service.exchange);
        const shared = await other.renewed(connection, undefined, service.exchange);
        const renewed = await other.renewed(connection, shared.token, service.exchange);
        const again = await one.renewed(connection, shared.token, service.exchange);

        expect([shared.token, renewed.token, again.token]).toEqual(['t1', 't2', 't2']);
      }));

    it('lets one exchange at a time, of all who ask at once', () =>
      tried(async ({ one, other }, service, connection) => {
        const asked = [one, other, one, other].map((renewals) =>
          renewals.renewed(connection, undefined, service.exchange),
        );

        expect(new Set((await Promise.all(asked)).map(({ token }) => token))).toEqual(
          new Set(['t1']),
        );
        expect(service.exchanges).toBe(1);
      }));

    it('exchanges again a minute before the token ends', () =>
      tried(async ({ one, advance }, service, connection) => {
        await one.renewed(connection, undefined, service.exchange);
        advance(3_541_000);

        expect((await one.renewed(connection, undefined, service.exchange)).token).toBe('t2');
      }));

    it('keeps what it has when an exchange fails', () =>
      tried(async ({ one }, service, connection) => {
        await one.renewed(connection, undefined, service.exchange);
        const failing = one.renewed(connection, 't1', () => Promise.reject(new Error('away')));
        await expect(failing).rejects.toThrow('away');

        expect((await one.renewed(connection, 't1', service.exchange)).token).toBe('t2');
      }));

    it('goes on with the newest one after a change that has nothing to do with it', () =>
      tried(async ({ one }, service, connection) => {
        await one.renewed(connection, undefined, service.exchange);
        const renamed = { ...connection, name: 'renamed', revision: 2 };

        expect((await one.renewed(renamed, 't1', service.exchange)).token).toBe('t2');
      }));

    it('begins anew with another refresh token', () =>
      tried(async ({ one }, service, connection) => {
        await one.renewed(connection, undefined, service.exchange);
        service.valid = 'new consent';
        const consented = airtableWith('new consent', connection.id, 2);

        expect((await one.renewed(consented, undefined, service.exchange)).token).toBe('t2');
      }));

    it('keeps the refresh token of a service that gives no other', () =>
      tried(async ({ one }, _service, connection) => {
        const used: string[] = [];
        const exchange = (refreshToken: string): Promise<RenewedToken> => {
          used.push(refreshToken);
          return Promise.resolve({ token: `t${used.length}`, expiresInSeconds: 3_600 });
        };
        await one.renewed(connection, undefined, exchange);
        await one.renewed(connection, 't1', exchange);

        expect(used).toEqual(['r0', 'r0']);
      }));
  });
}

function airtableWith(
  refreshToken: string,
  id: Id = newId(),
  revision = 1,
): OpenConnection<'airtable'> {
  const { fields } = connectionTypes.find(({ name }) => name === 'airtable')!;
  const given = { client_id: 'c', client_secret: 's', refresh_token: refreshToken };
  return {
    ...{ id, workspaceId: newId(), name: 'airtable', type: 'airtable', revision },
    fields: fields.parse(given) as OpenConnection<'airtable'>['fields'],
  };
}
