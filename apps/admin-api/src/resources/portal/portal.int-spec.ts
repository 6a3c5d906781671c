import { givenDelivery } from '@millwright/delivery/testing';
import type { Id } from '@millwright/kernel';
import { openAdminApi, type OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
let own: Id;
let other: Id;
let token: string;
let delivered: { own: Id; other: Id };
beforeAll(async () => {
  api = await openAdminApi();
  own = await endpoint('own');
  other = await endpoint('other');
  const body = { endpoint_ids: [own] };
  token = (await api.ask('POST', 'endpoints/portal-links', { body })).body.token;
  const { database } = api.platform;
  const [row] = await database.query<{ id: Id }>(`select id from workspaces where slug = 'main'`);
  const given = (endpointId: Id) =>
    givenDelivery(database, { workspaceId: row!.id, endpointId, state: 'failed', attempts: 1 });
  delivered = { own: await given(own), other: await given(other) };
}, 60_000);
afterAll(() => api.close());

const endpoint = async (name: string): Promise<Id> => {
  const body = { name, url: 'https://a.example/', topics: ['user/**'] };
  return (await api.ask('POST', 'endpoints', { body })).body.id;
};
const ask = (method: string, path: string, asking: object = {}) =>
  api.ask(method, `/api/v1/portal/${path}`, { token, ...asking });

describe('the portal', () => {
  it('shows the endpoints of its link, their deliveries and attempts, and nothing else', async () => {
    expect((await ask('GET', 'endpoints')).body.data).toMatchObject([{ id: own, name: 'own' }]);
    expect((await ask('GET', `endpoints/${own}`)).status).toBe(200);
    const list = await ask('GET', `endpoints/${own}/deliveries`);
    expect(list.body.data).toMatchObject([{ id: delivered.own }]);
    expect((await ask('GET', `endpoints/${own}/attempts`)).body.data).toHaveLength(1);
    expect((await ask('GET', `deliveries/${delivered.own}`)).status).toBe(200);

    for (const path of ['', '/deliveries', '/attempts']) {
      expect((await ask('GET', `endpoints/${other}${path}`)).status).toBe(404);
    }
    expect((await ask('GET', `deliveries/${delivered.other}`)).status).toBe(404);
    expect((await ask('POST', `deliveries/${delivered.other}/replay`)).status).toBe(404);
    for (const path of ['reveal-secret', 'rotate-secret', 'test']) {
      expect((await ask('POST', `endpoints/${other}/${path}`)).status).toBe(404);
    }
    const elsewhere = `endpoints/${own}/deliveries?endpoint_id=${other}`;
    expect((await ask('GET', elsewhere)).status).toBe(422);
  });

  it('replays, shows and rotates the secret, and the audit log names the link', async () => {
    expect((await ask('POST', `deliveries/${delivered.own}/replay`)).status).toBe(202);
    const shown = await ask('POST', `endpoints/${own}/reveal-secret`);
    expect(shown.body.secret).toMatch(/^whsec_/);
    const rotated = await ask('POST', `endpoints/${own}/rotate-secret`);
    expect(rotated.body.secret).not.toBe(shown.body.secret);

    const { body } = await api.ask('GET', 'audit-log?resource=endpoints');
    expect(body.data[0]).toMatchObject({ action: 'rotate_secret' });
    expect(body.data[0].actor).toMatch(/^portal:[0-9a-f-]{36}$/);
  });

  it('takes no token of the Workspace, and its own is good for nothing else', async () => {
    const made = (await api.ask('POST', 'tokens', { body: {} })).body.token as string;

    for (const wrong of [made, `${token}x`, 'mwp_', 'the-instance-admin-token-of-tests']) {
      const { status, body } = await ask('GET', 'endpoints', { token: wrong });
      expect([status, body.code]).toEqual([401, 'token_invalid']);
    }
    expect((await api.ask('GET', 'endpoints', { token })).status).toBe(401);
    expect((await api.ask('GET', '/api/v1/providers', { token })).status).toBe(401);
  });

  it('is closed once the links are revoked, or have ended', async () => {
    const id = await endpoint('revoked');
    const link = async (expires_in_s: number) => {
      const body = { endpoint_ids: [id], expires_in_s };
      return (await api.ask('POST', 'endpoints/portal-links', { body })).body;
    };
    const { token: given, url } = await link(60);
    expect(url).toBe(`https://hooks.example/portal#${given}`);
    expect((await ask('GET', 'endpoints', { token: given })).status).toBe(200);

    expect((await api.ask('POST', `endpoints/${id}/revoke-portal-links`)).status).toBe(204);

    expect((await ask('GET', 'endpoints', { token: given })).status).toBe(401);
    const later = (await link(60)).token;
    expect((await ask('GET', 'endpoints', { token: later })).status).toBe(200);
  });

  it('has no links for what is not there, for too long, and for who may not see secrets', async () => {
    const link = async (body: object, asking = {}) =>
      (await api.ask('POST', 'endpoints/portal-links', { body, ...asking })).status;
    const scopes = ['endpoints:write'];
    const limited = (await api.ask('POST', 'tokens', { body: { scopes } })).body.token as string;

    expect(await link({ endpoint_ids: [delivered.own] })).toBe(422);
    expect(await link({ endpoint_ids: [] })).toBe(422);
    expect(await link({ endpoint_ids: [own], expires_in_s: 604_801 })).toBe(422);
    expect(await link({ endpoint_ids: [own] }, { token: limited })).toBe(403);
  });

  // The last one: from its address wrong links are not looked at for a while.
  it('is not open to guessing, and stays open to who has a link', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_none, n) => ask('GET', 'endpoints', { token: `mwp_${n}.x` })),
    );

    const refused = guesses.find(({ status }) => status === 429)!;
    expect(refused.body.code).toBe('too_many_attempts');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(guesses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(25);
    expect((await ask('GET', 'endpoints')).status).toBe(200);
  });
});
