import {
  openAdminApi,
  type Answer,
  type Loose,
  type OpenAdminApi,
} from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi({ NET_ALLOW: '192.168.7.0/24' });
}, 60_000);
afterAll(() => api.close());

const basics = { name: 'Shop', url: 'https://receiver.example/hook', topics: ['user/order/*'] };
const create = (fields: object = {}, headers?: Record<string, string>): Promise<Answer> =>
  api.ask('POST', 'endpoints', { body: { ...basics, ...fields }, ...(headers && { headers }) });
const patch = (id: string, body: object | string): Promise<Answer> =>
  api.ask('PATCH', `endpoints/${id}`, { body });
const read = (id: string): Promise<Answer> => api.ask('GET', `endpoints/${id}`);
const pathsOf = ({ body }: Answer): string[] => body.errors.map((each: Loose) => each.path);
const auditOf = (id: string): Promise<Answer> =>
  api.ask('GET', `audit-log?resource=endpoints&resource_id=${id}`);
const tokenWith = async (...scopes: string[]): Promise<string> =>
  (await api.ask('POST', 'tokens', { body: { scopes } })).body.token;

describe('an endpoint', () => {
  it('M1: is made with defaults, and shows its secret this once', async () => {
    const { status, body } = await create();
    const { secret, ...endpoint } = body;

    expect(status).toBe(201);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(endpoint).toEqual({
      id: expect.any(String),
      ...basics,
      description: '',
      enabled: true,
      disabled_reason: null,
      disabled_at: null,
      filter: null,
      format: 'standard',
      type_names: {},
      exclude_fields: [],
      transformation: null,
      mode: 'immediate',
      batch_limit: 10,
      batch_interval_s: 60,
      batch_order: null,
      signature: 'v1',
      http_signature: 'none',
      public_key: null,
      headers: {},
      auth: { type: 'none' },
      client_certificate: null,
      timeout_s: 15,
      connect_timeout_s: 5,
      retry_schedule: [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400],
      rate_limit: null,
      concurrency: 10,
      ordering: 'none',
      ordering_key: null,
      on_exhausted: 'continue',
      auto_disable: true,
      verify_origin: false,
      notice_emails: null,
      health: {
        state: 'healthy',
        consecutive_failures: 0,
        failing_since: null,
        last_success_at: null,
        last_failure_at: null,
        last_notice_at: null,
        paused_until: null,
        circuit: { state: 'closed', opened_at: null, next_probe_at: null, probe_delay_s: null },
      },
      created_at: expect.any(String),
      created_by: 'admin',
      updated_at: expect.any(String),
      updated_by: 'admin',
    });
    expect((await read(endpoint.id)).body).toEqual(endpoint);
    expect((await api.ask('GET', 'endpoints')).body.data).toContainEqual(endpoint);
  });

  it('is changed, disabled and deleted', async () => {
    const { id } = (await create()).body;

    const changed = await patch(id, {
      topics: ['user/**'],
      rate_limit: { limit: 5, period: 'second' },
    });
    const disabled = await patch(id, { enabled: false });
    const deleted = await api.ask('DELETE', `endpoints/${id}`);

    expect(changed.body).toMatchObject({
      topics: ['user/**'],
      rate_limit: { limit: 5, period: 'second' },
      name: 'Shop',
    });
    expect(changed.body).not.toHaveProperty('secret');
    expect(disabled.body).toMatchObject({
      enabled: false,
      disabled_reason: 'user',
      health: { state: 'disabled' },
    });
    expect(deleted.status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      expect((await api.ask(method, `endpoints/${id}`)).status).toBe(404);
    }
    expect((await patch(id, {})).status).toBe(404);
    expect((await api.ask('POST', `endpoints/${id}/rotate-secret`)).status).toBe(404);
    expect((await api.ask('POST', `endpoints/${id}/reveal-secret`)).status).toBe(404);
  });

  it('is made once for one key, whose answer does not show the secret again', async () => {
    const key = { 'idempotency-key': 'one-endpoint' };

    const [first, second] = [await create({}, key), await create({}, key)];

    const { secret, ...endpoint } = first.body;
    expect(secret).toMatch(/^whsec_/);
    expect(second.status).toBe(201);
    expect(second.body).toEqual(endpoint);
    const rows = await api.platform.database.query('select * from idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it.each([
    [{ url: ' ' }, 'url', 'No URL specified'],
    [{ topics: [] }, 'topics', 'No topics selected'],
    [{ topics: null }, 'topics', 'No topics selected'],
    [{ url: 'http://localhost' }, 'url', 'Access to private addresses is not allowed.'],
    [{ url: 'http://0x7f000001/' }, 'url', 'Access to private addresses is not allowed.'],
  ])('M27: with %j is refused', async (fields, path, message) => {
    const { status, body } = await create(fields);

    expect([status, body.errors]).toEqual([422, [{ path, message }]]);
  });

  it.each([
    [{ topics: ['user/con*/a'] }, ['topics.0']],
    [{ secret: 'mySecret' }, ['secret']],
    [{ headers: { Host: 'x' } }, ['headers.Host']],
    [{ headers: { 'X-A': '\u0000' } }, ['headers.X-A']],
    [{ filter: { all: [{ path: 'data.\u0000', operator: 'exists' }] } }, ['filter.all.0.path']],
    [{ transformation: '{% nothing %}' }, ['transformation']],
    [{ mode: 'batched', ordering: 'fifo', ordering_key: 'data.id' }, ['ordering_key']],
    [{ name: '', concurrency: 0 }, ['name', 'concurrency']],
    [{ colour: 'red' }, ['colour']],
    [{ health: {} }, ['health']],
    [{ id: 'x' }, ['id']],
  ])('with %j is refused at %j', async (fields, paths) => {
    const answer = await create(fields);

    expect([answer.status, pathsOf(answer)]).toEqual([422, paths]);
  });

  it('may lead to private addresses that the instance opens', async () => {
    expect((await create({ url: 'http://192.168.7.1/' })).status).toBe(201);
    expect((await create({ url: 'http://192.168.8.1/' })).status).toBe(422);
  });

  it('keeps its conditions, but for numbers that it could not compare by all their digits', async () => {
    const filter = { all: [{ path: 'data.total', operator: 'greater_than', value: 10.5 }] };
    const { body } = await create({ filter });

    const large = await patch(
      body.id,
      '{"filter":{"all":[{"path":"data.id","operator":"equals","value":12345678901234567891}]}}',
    );

    expect(body.filter).toEqual(filter);
    expect([large.status, pathsOf(large)]).toEqual([422, ['filter.all.0.value']]);
    expect((await patch(body.id, { filter: null })).body.filter).toBeNull();
  });

  it('D27: of a format that the secret does not fit is refused; any text is one for Mautic', async () => {
    const { status, body } = await create({ format: 'mautic', secret: 'mySecret' });
    const refused = await patch(body.id, { format: 'raw' });

    expect([status, body.secret]).toEqual([201, 'mySecret']);
    expect([refused.status, pathsOf(refused)]).toEqual([422, ['secret']]);
  });

  it('D6: shows no secret and no value of a header, anywhere', async () => {
    const { id, secret } = (
      await create({
        headers: { Authorization: 'Bearer very-secret', 'X-Key': 'very-secret' },
        transformation: '{{ "very-secret" }}',
      })
    ).body;
    await patch(id, {
      auth: { type: 'none' },
      headers: { 'X-Key': '***', 'X-New': 'very-secret' },
    });
    await patch(id, {
      headers: {},
      transformation: null,
      auth: { type: 'basic', username: 'u', password: 'very-secret' },
    });
    const rotated = (await api.ask('POST', `endpoints/${id}/rotate-secret`)).body.secret;
    const faulty = await patch(id, {
      auth: { type: 'basic', password: 'very-secret', username: 1 },
    });

    const texts = [
      faulty.text,
      (await read(id)).text,
      (await api.ask('GET', 'endpoints')).text,
      (await auditOf(id)).text,
      JSON.stringify(await api.platform.database.query('select * from endpoints')),
      JSON.stringify(await api.platform.database.query('select * from endpoint_keys')),
    ].join();
    expect(texts).not.toContain('very-secret');
    expect(texts).not.toContain(secret);
    expect(texts).not.toContain(rotated);
    expect((await read(id)).body.auth).toEqual({
      type: 'basic',
      username: 'u',
      password_set: true,
    });
  });

  it('masks the values of its headers', async () => {
    const { body } = await create({ headers: { 'X-Key': 'value' } });

    expect(body.headers).toEqual({ 'X-Key': '***' });
    expect((await patch(body.id, { headers: body.headers })).body.headers).toEqual(body.headers);
  });

  it('leaves word in the audit log of what changed', async () => {
    const { id } = (await create()).body;
    await patch(id, { url: 'https://other.example/token-in-path', headers: {}, timeout_s: 20 });
    await api.ask('POST', `endpoints/${id}/rotate-secret`, { body: { overlap_hours: 0 } });
    await api.ask('POST', `endpoints/${id}/reveal-secret`);
    await api.ask('DELETE', `endpoints/${id}`);

    const { body } = await auditOf(id);

    expect(body.data.map(({ action, changes }: Loose) => [action, changes])).toEqual([
      ['delete', null],
      ['reveal_secret', null],
      ['rotate_secret', { previous_valid_until: expect.any(String) }],
      [
        'update',
        {
          fields: ['url', 'headers', 'timeout_s'],
          url_host: ['receiver.example', 'other.example'],
          timeout_s: [15, 20],
        },
      ],
      [
        'create',
        {
          url_host: 'receiver.example',
          topics: ['user/order/*'],
          format: 'standard',
          mode: 'immediate',
        },
      ],
    ]);
  });

  it('is found by what it is called, whether it is enabled, what it would get and how it fares', async () => {
    const { id } = (await create({ name: 'Needle', topics: ['user/needle/*'], enabled: false }))
      .body;
    const found = async (query: string): Promise<string[]> =>
      (await api.ask('GET', `endpoints?${query}`)).body.data.map((each: Loose) => each.id);

    expect(await found('q=needle')).toEqual([id]);
    expect(await found('topic=user/needle/found')).toEqual([id]);
    expect(await found('topic=user/needle/found&enabled=true')).toEqual([]);
    expect(await found('enabled=false&q=needle')).toEqual([id]);
    expect(await found('health=disabled&q=needle')).toEqual([id]);
    expect(await found('health=healthy&q=needle')).toEqual([]);
    for (const query of ['health=ill', 'enabled=1', 'colour=red', 'limit=0', 'cursor=x']) {
      expect((await api.ask('GET', `endpoints?${query}`)).status).toBe(422);
    }
  });

  it('ends with its Workspace', async () => {
    const base = '/api/v1/workspaces/endpoints-ended';
    await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'endpoints-ended' } });
    const { id } = (await api.ask('POST', `${base}/endpoints`, { body: basics })).body;

    await api.ask('DELETE', base);

    const [row] = await api.platform.database.query<Loose>(
      `select e.deleted_at, (select count(*) from endpoint_keys k where k.endpoint_id = e.id) as keys
       from endpoints e where id = $1`,
      [id],
    );
    expect(row).toEqual({ deleted_at: expect.any(Date), keys: 0 });
  });
});

describe('the secret of an endpoint', () => {
  it('D6: is revealed to who has the scope for it, never to a read-only token, and the audit log knows', async () => {
    const { id, secret } = (await create({ signature: 'both' })).body;
    const [writer, revealer] = [
      await tokenWith('endpoints:write'),
      await tokenWith('endpoints:secrets'),
    ];
    const readOnly = { scopes: ['endpoints:secrets'], read_only: true };
    const reader = (await api.ask('POST', 'tokens', { body: readOnly })).body.token;
    const reveal = (token: string) => api.ask('POST', `endpoints/${id}/reveal-secret`, { token });

    const shown = await reveal(revealer);

    expect(shown.status).toBe(200);
    expect(shown.body).toEqual({ secret, public_key: expect.stringMatching(/^whpk_/) });
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect([(await reveal(writer)).status, (await reveal(writer)).body.code]).toEqual([
      403,
      'scope_missing',
    ]);
    expect([(await reveal(reader)).status, (await reveal(reader)).body.code]).toEqual([
      403,
      'read_only_token',
    ]);
    expect((await api.ask('GET', `endpoints/${id}`, { token: revealer })).status).toBe(403);
    const { body } = await auditOf(id);
    expect(body.data.filter(({ action }: Loose) => action === 'reveal_secret')).toHaveLength(1);
  });

  it('D5: rotates with an overlap, and not past ten old ones', async () => {
    const { id, secret } = (await create()).body;
    const rotate = (body: object = {}) =>
      api.ask('POST', `endpoints/${id}/rotate-secret`, { body });
    const before = Date.now();

    const first = await rotate();
    for (let count = 1; count < 10; count += 1) await rotate();
    const eleventh = await rotate();
    const reset = await rotate({ overlap_hours: 0 });

    expect(first.status).toBe(200);
    expect(first.body).toEqual({
      secret: expect.stringMatching(/^whsec_/),
      public_key: null,
      previous_valid_until: expect.any(String),
    });
    expect(first.body.secret).not.toBe(secret);
    const hours = (Date.parse(first.body.previous_valid_until) - before) / 3_600_000;
    expect(Math.round(hours)).toBe(24);
    expect([eleventh.status, eleventh.body.code]).toEqual([409, 'conflict']);
    expect(reset.status).toBe(200);
    for (const wrong of [
      { overlap_hours: 169 },
      { overlap_hours: -1 },
      { secret: 'short' },
      { x: 1 },
    ]) {
      expect((await rotate(wrong)).status).toBe(422);
    }
  });
});

describe('what endpoints may be', () => {
  it('M2: has the settings of the Workspace behind it', async () => {
    const before = await api.ask('GET', 'settings');
    const body = { batch_order: 'reverse_chronological', endpoint_notice_emails: ['a@b.example'] };
    const after = await api.ask('PATCH', 'settings', { body });

    expect(before.body).toMatchObject({
      batch_order: 'chronological',
      endpoint_notice_emails: null,
    });
    expect(after.body).toMatchObject(body);
    const cleared = { batch_order: null, endpoint_notice_emails: null };
    expect((await api.ask('PATCH', 'settings', { body: cleared })).body).toMatchObject({
      batch_order: 'chronological',
      endpoint_notice_emails: null,
    });
  });
});
