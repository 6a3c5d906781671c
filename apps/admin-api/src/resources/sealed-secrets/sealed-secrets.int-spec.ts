import { SecretBox } from '@millwright/kernel';
import { contextOfSecret } from '@millwright/webhook';
import { openAdminApi, type OpenAdminApi } from '../../testing/open-admin-api.ts';
import { sealedColumns } from './sealed-secrets.controller.ts';

const OLD = Buffer.alloc(32, 1).toString('base64');
const CURRENT = Buffer.alloc(32, 7).toString('base64');
const oldBox = new SecretBox({ current: OLD, old: [] });
const currentBox = new SecretBox({ current: CURRENT, old: [] });
const reseal = '/api/v1/sealed-secrets/reseal';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi({ MILLWRIGHT_SECRET_KEYS_OLD: OLD });
}, 60_000);
afterAll(() => api.close(), 60_000);

const create = (path: string, body: object) => api.ask('POST', path, { body });

/** Everything as if it had been written before the key was changed. */
async function sealWithOldKey(): Promise<void> {
  const { database } = api.platform;
  for (const { table, columns, contextOf } of sealedColumns) {
    const rows = await database.query<Record<string, string>>(
      `select ${['id', ...columns, 'sealed'].join(', ')} from ${table} where sealed is not null`,
    );
    for (const row of rows) {
      const context = contextOf(row);
      const sealed = oldBox.seal(currentBox.open(row['sealed']!, context), context);
      await database.execute(`update ${table} set sealed = $2 where id = $1`, [row['id'], sealed]);
    }
  }
}

describe('the change of the secret key', () => {
  it('is done once everything is sealed with the new one', async () => {
    const webhook = { name: 'Hub', topic: 'user/github/{hint}', provider: 'github' };
    const { body } = await create('webhooks', {
      ...webhook,
      verification: { secrets: ['a', 'b'] },
    });
    await create('webhooks', {
      ...webhook,
      provider: 'meta',
      verification: { mode: 'off', config: { verify_token: 'of a sender' } },
    });
    await create('secrets', { key: 'token', value: 'of a script' });
    const auth = { type: 'bearer', token: 'of an endpoint' };
    await create('endpoints', {
      name: 'Shop',
      url: 'https://shop.example/',
      topics: ['user/**'],
      auth,
    });
    const slack = { name: 'Team', type: 'slack', fields: { token: 'of a Connection' } };
    await create('connections', slack);
    await sealWithOldKey();

    const first = await api.ask('POST', reseal);
    const again = await api.ask('POST', reseal);

    expect(first.status).toBe(200);
    expect(first.body).toEqual({ resealed: 7, unreadable: 0 });
    expect(again.body).toEqual({ resealed: 0, unreadable: 0 });
    for (const { table } of sealedColumns) {
      const rows = await api.platform.database.query<{ sealed: string }>(
        `select sealed from ${table} where sealed is not null`,
      );
      expect([table, rows.every(({ sealed }) => currentBox.isCurrent(sealed))]).toEqual([
        table,
        true,
      ]);
    }
    const opened = await api.platform.database.query<{ id: string; sealed: string }>(
      'select id, sealed from webhook_secrets order by id',
    );
    expect(
      opened.map(({ id, sealed }) => currentBox.open(sealed, contextOfSecret(body.id, id))),
    ).toEqual(['a', 'b']);
  });

  it('leaves what no key opens, and says how many', async () => {
    await api.platform.database.execute(
      `update secrets set sealed = 'v1.00000000.AAAA' where key = 'token'`,
    );

    expect((await api.ask('POST', reseal)).body).toEqual({ resealed: 0, unreadable: 1 });
  });

  it('is the instance admin’s alone', async () => {
    const { body } = await create('tokens', { label: 'all', scopes: [] });

    expect((await api.ask('POST', reseal, { token: body.token })).status).toBe(403);
  });
});
