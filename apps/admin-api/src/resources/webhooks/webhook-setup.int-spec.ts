import { HandshakeStore, WebhookSecretStore } from '@millwright/webhook';
import { testSecretBox } from '@millwright/webhook/testing';
import { openAdminApi, type Loose, type OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
let workspaceId: string;
beforeAll(async () => {
  api = await openAdminApi();
  workspaceId = (await api.ask('GET', '/api/v1/workspaces/main')).body.id;
}, 60_000);
afterAll(() => api.close(), 60_000);

const create = async (more: object): Promise<Loose> =>
  (await api.ask('POST', 'webhooks', { body: { name: 'Hub', topic: 'user/x/{hint}', ...more } }))
    .body;
const sample = (id: string) => api.ask('POST', `webhooks/${id}/sample`);
const eventOf = async ({ body }: Loose): Promise<Loose> =>
  (await api.ask('GET', `events/${body.event_id}`)).body;

describe('the sample of a webhook', () => {
  it('is signed as its sender does, and becomes an event', async () => {
    const { id, url } = await create({
      provider: 'stripe',
      verification: { secrets: ['whsec_test'] },
    });

    const answer = await sample(id);

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      signed: true,
      topic: 'user/x/payment_intent.succeeded',
      request: { method: 'POST', url, headers: { 'content-type': ['application/json'] } },
    });
    const { headers, body } = answer.body.request;
    expect(answer.body.curl).toContain(`'stripe-signature: ${headers['stripe-signature'][0]}'`);
    expect(await eventOf(answer)).toMatchObject({
      topic: 'user/x/payment_intent.succeeded',
      data: JSON.parse(body),
      source: 'webhook',
      webhook_id: id,
      request_id: answer.body.request_id,
      provider: 'stripe',
      provider_delivery_id: 'evt_1NG8Du2eZvKYlo2CUI79vXWy',
      verification: { verdict: 'verified', scheme: 'hmac-sha256' },
    });
    const kept = await api.ask('GET', `webhooks/${id}/requests/${answer.body.request_id}`);
    expect(kept.body).toMatchObject({ outcome: 'accepted', sample: true, body });
  });

  it.each([
    ['bearer', {}],
    ['strava', {}],
    ['telegram', {}],
    ['microsoft-graph', {}],
    ['api-key', { query: 'key' }],
  ])('shows no secret, of %s neither', async (provider, config) => {
    const secret = 'a-secret-that-is-long-enough';
    const { id } = await create({ provider, verification: { secrets: [secret], config } });

    const answer = await sample(id);

    expect(answer.body.signed).toBe(true);
    expect(answer.text).not.toContain(secret);
    const kept = await api.platform.database.query(
      'select data, request from events where webhook_id = $1',
      [id],
    );
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain(secret);
  });

  it('is unverified where only the sender can sign, and where nobody is to be verified', async () => {
    const key = '9'.repeat(64);
    const discord = await create({ provider: 'discord', verification: { secrets: [key] } });
    const asana = await create({ provider: 'asana' });
    const plain = await create({ topic: 'user/x/made' });

    for (const [{ id }, verification] of [
      [discord, { verdict: 'unverified' }],
      [asana, { verdict: 'unverified' }],
      [plain, null],
    ] as const) {
      const answer = await sample(id);
      expect(answer.body.signed).toBe(false);
      const event = await eventOf(answer);
      if (verification === null) expect(event.verification).toBeNull();
      else expect(event.verification).toMatchObject(verification);
    }
  });

  it('can be made of every provider', async () => {
    const { data } = (await api.ask('GET', 'providers')).body;
    for (const { id: provider } of data) {
      const config = provider === 'hmac' ? { header: 'x-signature' } : {};
      const made = await create({ provider, verification: { mode: 'off', config } });
      expect([provider, (await sample(made.id)).status]).toEqual([provider, 201]);
    }
  }, 60_000);

  it('is no event where the filter of the webhook does not want it', async () => {
    const of = (value: string) => ({
      provider: 'stripe',
      verification: { secrets: ['whsec_test'] },
      filter: { all: [{ path: 'data.type', operator: 'equals', value }] },
    });
    const wanted = await create(of('payment_intent.succeeded'));
    const unwanted = await create(of('charge.refunded'));

    const kept = await sample(wanted.id);
    const filtered = await sample(unwanted.id);

    expect(kept.body).toMatchObject({ filtered: false, event_id: expect.any(String) });
    expect(filtered.status).toBe(201);
    expect(filtered.body).toMatchObject({ filtered: true, event_id: null, signed: true });
    const events = await api.platform.database.query(
      'select id from events where webhook_id = any($1)',
      [[wanted.id, unwanted.id]],
    );
    expect(events).toEqual([{ id: kept.body.event_id }]);
  });

  it('is refused where nothing would be taken', async () => {
    const { id } = await create({ enabled: false });

    expect((await sample(id)).body).toMatchObject({ code: 'conflict' });
  });
});

describe('the secrets that handshakes tell', () => {
  const learn = async (id: string, provider: string, value: string): Promise<string> => {
    const secrets = new WebhookSecretStore(testSecretBox);
    await new HandshakeStore(secrets).learn(
      api.platform.database,
      { id, workspaceId },
      { provider, value, ip: '203.0.113.7' },
    );
    return (await secrets.listOf(api.platform.database, workspaceId, [id]))[0]!.id;
  };

  it('can be told again for a day, once their owner says so', async () => {
    const { id } = await create({ provider: 'asana' });
    await api.platform.database.execute(
      `update webhooks set handshake_opened_at = now() - interval '9 days' where id = $1`,
      [id],
    );
    const before = Date.now();

    const { status, body } = await api.ask('POST', `webhooks/${id}/handshake-window`);

    expect(status).toBe(200);
    const leftMs = Date.parse(body.handshake_open_until) - before;
    expect(Math.abs(leftMs - 86_400_000)).toBeLessThan(60_000);
    const audit = await api.ask('GET', `audit-log?resource=webhooks&resource_id=${id}`);
    expect(audit.body.data[0]).toMatchObject({ action: 'open_handshake_window' });
  });

  it('are shown once, and the audit log remembers', async () => {
    const { id } = await create({ provider: 'notion' });
    const secret = await learn(id, 'notion', 'secret_of_notion');
    const reveal = (token?: string) =>
      api.ask(
        'POST',
        `webhooks/${id}/secrets/${secret}/reveal`,
        token === undefined ? {} : { token },
      );
    const scopes = ['webhooks:write'];
    const writer = (await api.ask('POST', 'tokens', { body: { scopes } })).body.token;

    expect((await reveal(writer)).status).toBe(403);

    expect((await reveal()).body).toEqual({ secret: 'secret_of_notion' });
    expect((await reveal()).status).toBe(404);
    const audit = await api.ask('GET', `audit-log?resource=webhooks&resource_id=${id}`);
    expect(audit.body.data[0]).toMatchObject({ action: 'reveal_secret' });
    expect(audit.text).not.toContain('secret_of_notion');
  });

  it('can be removed, the provider’s own and those of a suffix', async () => {
    const asana = await create({ provider: 'asana' });
    const plain = await create({ topic: 'user/x/made' });
    for (const { id } of [asana, plain]) {
      const secret = await learn(id, 'asana', `told to ${id}`);
      const remove = () => api.ask('DELETE', `webhooks/${id}/secrets/${secret}`);

      expect((await remove()).status).toBe(204);
      expect((await remove()).status).toBe(404);
    }
  });

  it('cannot be revealed nor removed where they are the owner’s last', async () => {
    const { id, verification } = await create({
      provider: 'github',
      verification: { secrets: ['the only one'] },
    });
    const [{ id: secret }] = verification.secrets;

    expect((await api.ask('DELETE', `webhooks/${id}/secrets/${secret}`)).status).toBe(422);
    expect((await api.ask('POST', `webhooks/${id}/secrets/${secret}/reveal`)).status).toBe(404);
  });
});
