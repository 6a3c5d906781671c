import { HandshakeStore, WebhookSecretStore } from '@millwright/webhook';
import { testSecretBox } from '@millwright/webhook/testing';
import { openAdminApi, type Loose, type OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
}, 60_000);
afterAll(() => api.close());

const create = (more: object) =>
  api.ask('POST', 'webhooks', { body: { name: 'Hub', topic: 'user/github/{hint}', ...more } });

const github = async (): Promise<Loose> =>
  (await create({ provider: 'github', verification: { secrets: ['first secret'] } })).body;

const pathsOf = ({ body }: Loose): string[] => body.errors.map(({ path }: Loose) => path);

describe('the verification of a webhook', () => {
  it('is shown without the secrets, which lie sealed', async () => {
    const { status, body } = await create({
      provider: 'GitHub',
      verification: {
        secrets: ['first secret', { value: 'second secret', expires_at: '2999-01-01T00:00:00Z' }],
      },
    });

    const secret = { origin: 'owner', last_used_at: null, ip: null };
    expect(status).toBe(201);
    expect(body).toMatchObject({
      provider: 'github',
      verification: {
        mode: 'required',
        secrets: [
          { ...secret, expires_at: '2999-01-01T00:00:00.000Z' },
          { ...secret, expires_at: null },
        ],
        public_url: null,
        tolerance_seconds: null,
        config: {},
      },
    });
    const read = await api.ask('GET', `webhooks/${body.id}`);
    const listed = await api.ask('GET', 'webhooks');
    expect(read.body).toEqual(body);
    expect(listed.body.data).toContainEqual(body);
    const audit = await api.ask('GET', `audit-log?resource=webhooks&resource_id=${body.id}`);
    const rows = await api.platform.database.query('select * from webhook_secrets');
    expect(read.text + listed.text + audit.text + JSON.stringify(rows)).not.toMatch(
      /(first|second) secret/,
    );
  });

  it('never shows options that are secrets, which lie sealed and stay until they are given anew', async () => {
    const created = await create({
      provider: 'adyen',
      verification: { secrets: ['0a0b'], config: { basic: 'shop:pass-of-the-shop' } },
    });
    const { id, verification } = created.body;
    const path = `webhooks/${id}`;
    const change = (body: object) => api.ask('PATCH', path, { body });
    const sealedOf = async () =>
      (await api.platform.database.query('select sealed from webhooks where id = $1', [id]))[0];
    const before = await sealedOf();

    const kept = await change({ verification: { ...verification, config: {} } });
    const unread = await sealedOf();
    const read = await api.ask('GET', path);
    const listed = await api.ask('GET', 'webhooks');
    const rows = await api.platform.database.query('select * from webhooks where id = $1', [id]);
    const gone = await change({ verification: { config: { basic: null } } });

    expect(verification).toMatchObject({ config: {}, secret_options: ['basic'] });
    expect([before, unread]).toEqual([
      { sealed: expect.stringMatching(/^v1\./) },
      { sealed: expect.stringMatching(/^v1\./) },
    ]);
    expect([kept.status, kept.body.verification.secret_options]).toEqual([200, ['basic']]);
    expect(created.text + kept.text + read.text + listed.text + JSON.stringify(rows)).not.toContain(
      'pass-of-the-shop',
    );
    expect(gone.body.verification).toMatchObject({ config: {}, secret_options: [] });
    expect(await sealedOf()).toEqual({ sealed: null });
  });

  it('shows no secret option that still lies in clear, and seals it when it is saved again', async () => {
    const { body } = await create({ provider: 'meta', verification: { secrets: ['app'] } });
    await api.platform.database.execute(
      `update webhooks set verification = jsonb_set(verification, '{config}', '{"verify_token":"old-clear-token"}')
       where id = $1`,
      [body.id],
    );

    const read = await api.ask('GET', `webhooks/${body.id}`);
    const saved = await api.ask('PATCH', `webhooks/${body.id}`, { body: { verification: {} } });

    expect(read.body.verification).toMatchObject({ config: {}, secret_options: ['verify_token'] });
    expect(saved.body.verification.secret_options).toEqual(['verify_token']);
    const rows = await api.platform.database.query('select * from webhooks where id = $1', [
      body.id,
    ]);
    expect(read.text + saved.text + JSON.stringify(rows)).not.toContain('old-clear-token');
  });

  it('gives up no secret option in silence that no key opens any more', async () => {
    const config = { basic: 'user:word' };
    const verification = { secrets: ['0a0b'], config };
    const { body } = await create({ provider: 'adyen', verification });
    await api.platform.database.execute(
      `update webhooks set sealed = 'v1.00000000.AAAA' where id = $1`,
      [body.id],
    );
    const change = (more: object) =>
      api.ask('PATCH', `webhooks/${body.id}`, { body: { verification: more } });

    expect(pathsOf(await change({ tolerance_seconds: 5 }))).toEqual(['verification.config.basic']);
    expect((await change({ config })).body.verification.secret_options).toEqual(['basic']);
  });

  it('is refused where it could verify nobody, or would be of no use', async () => {
    const of = async (more: object) => {
      const answer = await create(more);
      expect(answer.status).toBe(422);
      return pathsOf(answer);
    };

    expect(await of({ provider: 'github' })).toEqual(['verification.secrets']);
    expect(await of({ provider: 'github', verification: { secrets: [''] } })).toEqual([
      'verification.secrets.0',
    ]);
    expect(await of({ provider: 'nobody' })).toEqual(['provider']);
    expect(await of({ verification: { mode: 'off' } })).toEqual(['verification']);
    expect(
      await of({
        provider: 'hmac',
        verification: { secrets: ['x'], config: { header: 'x-sig', template: '{nothing}' } },
      }),
    ).toEqual(['verification.config.template']);
    expect(
      await of({ provider: 'github', verification: { secrets: ['x'], tolerance_seconds: -1 } }),
    ).toEqual(['verification.tolerance_seconds']);
    expect(
      await of({ provider: 'github', verification: { secrets: ['x'], public_url: 'ftp://x' } }),
    ).toEqual(['verification.public_url']);
    expect(await of({ provider: 'github', verification: { mode: 'maybe' } })).toEqual([
      'verification.mode',
    ]);
  });

  it('can be off, but only if somebody says so, and the audit log remembers', async () => {
    expect((await create({ provider: 'github', verification: { mode: 'off' } })).status).toBe(201);
    const { id } = await github();

    const { body } = await api.ask('PATCH', `webhooks/${id}`, {
      body: { verification: { mode: 'off' } },
    });

    expect(body.verification).toMatchObject({ mode: 'off', secrets: [{ origin: 'owner' }] });
    const audit = await api.ask('GET', `audit-log?resource=webhooks&resource_id=${id}`);
    expect(audit.body.data[0].changes).toEqual({
      fields: ['verification'],
      verification_mode: 'off',
    });
  });

  it('keeps its secrets when something else changes, and never loses the last one', async () => {
    const { id, verification } = await github();
    const change = (body: object) => api.ask('PATCH', `webhooks/${id}`, { body });

    const renamed = await change({ name: 'Renamed', verification: { tolerance_seconds: 10 } });
    expect(renamed.body.verification).toEqual({ ...verification, tolerance_seconds: 10 });
    expect(pathsOf(await change({ verification: { secrets: [] } }))).toEqual([
      'verification.secrets',
    ]);
    expect(pathsOf(await change({ verification: null }))).toEqual(['verification.secrets']);
    expect(pathsOf(await change({ provider: null }))).toEqual(['verification']);
    const [{ id: kept }] = verification.secrets;
    const added = await change({ verification: { secrets: ['another', { id: kept }] } });
    expect(added.body.verification.secrets.map(({ id: each }: Loose) => each)).toHaveLength(2);
    expect(added.body.verification.secrets.map(({ id: each }: Loose) => each)).toContain(kept);
    const open = await change({ provider: null, verification: null });
    expect(open.body).toMatchObject({ provider: null, verification: null });
  });

  it('takes a list of secrets as it was read', async () => {
    const { id, verification } = await github();
    const { secrets } = verification;

    const { status, body } = await api.ask('PATCH', `webhooks/${id}`, {
      body: { verification: { secrets } },
    });

    expect(status).toBe(200);
    expect(body.verification.secrets).toEqual(secrets);
  });

  it('rotates: a new secret is shown once, older ones end', async () => {
    const { id } = await github();
    const rotate = (body?: object) =>
      api.ask('POST', `webhooks/${id}/rotate-secret`, body === undefined ? {} : { body });
    const before = Date.now();

    const { status, body } = await rotate();

    expect(status).toBe(200);
    expect(body.secret).toMatch(/^[0-9a-f]{64}$/);
    const [added, older] = body.verification.secrets;
    expect(added.expires_at).toBeNull();
    expect(Date.parse(older.expires_at) - before).toBeGreaterThan(86_390_000);
    expect((await api.ask('GET', `webhooks/${id}`)).text).not.toContain(body.secret);
    const again = await rotate({ value: 'mine', keep_seconds: 0 });
    expect(again.body.secret).toBe('mine');
    const ends = again.body.verification.secrets.map(({ expires_at }: Loose) => expires_at);
    expect(ends[0]).toBeNull();
    for (const end of ends.slice(1)) expect(Date.parse(end)).toBeLessThanOrEqual(Date.now());
    const { body: plain } = await create({});
    expect((await api.ask('POST', `webhooks/${plain.id}/rotate-secret`)).status).toBe(422);
  });

  it('is shown with what handshakes told, and drops it when another provider is chosen', async () => {
    const { body: webhook } = await create({ provider: 'asana' });
    const { id } = webhook;
    const { database } = api.platform;
    const workspaceId = (
      await database.query<{ workspace_id: string }>(
        'select workspace_id from webhooks where id = $1',
        [id],
      )
    )[0]!.workspace_id;
    const handshakes = new HandshakeStore(new WebhookSecretStore(testSecretBox));
    await handshakes.learn(
      database,
      { id, workspaceId },
      { provider: 'asana', value: 'told in a handshake', ip: '203.0.113.7' },
    );
    const last = {
      at: '2026-01-02T03:04:05.000Z',
      provider: 'asana',
      kind: 'hook secret',
      ip: '203.0.113.7',
      outcome: 'answered',
      reason: null,
      notice: null,
      lease_ends_at: null,
    } as const;
    await handshakes.noteLast(database, new Map([[id, last]]));

    const { body, text } = await api.ask('GET', `webhooks/${id}`);

    expect(body.verification.secrets).toMatchObject([{ origin: 'handshake', ip: '203.0.113.7' }]);
    expect(body.last_handshake).toEqual(last);
    const openFor = Date.parse(body.handshake_open_until) - Date.parse(body.created_at);
    expect(openFor).toBeGreaterThan(86_399_000);
    expect(openFor).toBeLessThan(86_401_000);
    expect(text).not.toContain('told in a handshake');
    const change = (changes: object) => api.ask('PATCH', `webhooks/${id}`, { body: changes });
    expect((await change({ provider: 'github' })).status).toBe(422);
    const github = await change({ provider: 'github', verification: { secrets: ['its own'] } });
    expect(github.body.verification.secrets).toMatchObject([{ origin: 'owner' }]);
    expect(Date.parse(github.body.handshake_open_until)).toBeGreaterThan(
      Date.parse(body.handshake_open_until),
    );
  });

  it('that a suffix learnt is shown beside, while there is no provider', async () => {
    const { body: webhook } = await create({});
    expect(webhook.learnt_secrets).toEqual([]);
    const { id } = webhook;
    const { database } = api.platform;
    const [row] = await database.query<{ workspace_id: string }>(
      'select workspace_id from webhooks where id = $1',
      [id],
    );
    const told = { provider: 'asana', value: 'told at a suffix', ip: '203.0.113.7' };
    await new HandshakeStore(new WebhookSecretStore(testSecretBox)).learn(
      database,
      { id, workspaceId: row!.workspace_id },
      told,
    );

    const { body } = await api.ask('GET', `webhooks/${id}`);

    expect(body.verification).toBeNull();
    expect(body.learnt_secrets).toMatchObject([
      { provider: 'asana', origin: 'handshake', ip: '203.0.113.7', last_used_at: null },
    ]);
  });

  it('ends with the webhook', async () => {
    const { id } = await github();

    await api.ask('DELETE', `webhooks/${id}`);

    const left = await api.platform.database.query(
      'select id from webhook_secrets where webhook_id = $1',
      [id],
    );
    expect(left).toEqual([]);
    expect((await api.ask('POST', `webhooks/${id}/rotate-secret`)).status).toBe(404);
  });
});

describe('the catalogue of providers', () => {
  it('is the same for a Workspace and for everybody with a token', async () => {
    const own = await api.ask('GET', 'providers');
    const all = await api.ask('GET', '/api/v1/providers');
    const { body: token } = await api.ask('POST', 'tokens', {
      body: { label: 'tasks', scopes: ['tasks:read'] },
    });

    expect(own.status).toBe(200);
    const ids = own.body.data.map(({ id }: Loose) => id);
    expect(ids).toEqual(expect.arrayContaining(['github', 'hmac', 'stripe', 'websub']));
    expect(new Set(ids).size).toBe(ids.length);
    expect(all.body).toEqual(own.body);
    const asked = { token: token.token };
    expect((await api.ask('GET', '/api/v1/providers', asked)).status).toBe(200);
    expect((await api.ask('GET', 'providers', asked)).status).toBe(403);
    expect((await api.ask('GET', '/api/v1/providers', { token: null })).status).toBe(401);
  });
});
