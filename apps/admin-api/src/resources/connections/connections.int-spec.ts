import {
  connectionTestFinished,
  connectionTestRequested,
  decodeMessage,
  encodeMessage,
  type ConnectionTestRequested,
} from '@millwright/contracts';
import { replyTo } from '@millwright/messaging';
import { startConsumers, takerOf, type ConsumerApp } from '@millwright/messaging/testing';
import {
  openAdminApi,
  type Answer,
  type Loose,
  type OpenAdminApi,
} from '../../testing/open-admin-api.ts';

const SECRET = 'xoxb-nobody-may-see-this';

let api: OpenAdminApi;
beforeAll(async () => {
  api = await openAdminApi();
}, 60_000);
afterAll(() => api.close());

let count = 0;
const create = (fields: object = {}, headers?: Record<string, string>): Promise<Answer> =>
  api.ask('POST', 'connections', {
    body: { name: `Team ${(count += 1)}`, type: 'slack', fields: { token: SECRET }, ...fields },
    ...(headers && { headers }),
  });
const patch = (id: string, body: object): Promise<Answer> =>
  api.ask('PATCH', `connections/${id}`, { body });
const read = (id: string): Promise<Answer> => api.ask('GET', `connections/${id}`);
const remove = (id: string): Promise<Answer> => api.ask('DELETE', `connections/${id}`);
const pathsOf = ({ body }: Answer): string[] => body.errors.map((each: Loose) => each.path);
const tokenWith = async (...scopes: string[]): Promise<string> =>
  (await api.ask('POST', 'tokens', { body: { scopes } })).body.token;
const setting = (name: string, value: string | null): Promise<Answer> =>
  api.ask('PATCH', 'settings', { body: { [name]: value } });

describe('a Connection', () => {
  it('is made, read, listed, changed and deleted', async () => {
    const { status, body } = await create({ name: 'Crew' });
    const { inbound_token: inboundToken, ...connection } = body;

    expect(status).toBe(201);
    expect(inboundToken).toMatch(/^[\w-]{43}$/);
    expect(connection).toEqual({
      id: expect.any(String),
      name: 'Crew',
      type: 'slack',
      fields: { base_url: 'https://slack.com/api' },
      secret_fields: ['token'],
      inbound_url: expect.stringMatching(/^https:\/\/hooks\.example\/connections\/[0-9a-f-]{36}$/),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(connection.inbound_url).not.toContain(connection.id);
    expect((await read(connection.id)).body).toEqual(connection);
    expect((await api.ask('GET', 'connections?type=slack')).body.data).toContainEqual(connection);
    expect((await api.ask('GET', 'connections?type=smtp')).body.data).toEqual([]);

    const changed = await patch(connection.id, {
      name: 'Crew 2',
      fields: { base_url: 'https://slack.example/api/' },
    });
    expect(changed.body).toMatchObject({
      name: 'Crew 2',
      fields: { base_url: 'https://slack.example/api' },
      secret_fields: ['token'],
    });
    expect((await patch(connection.id, { fields: { base_url: null } })).body.fields).toEqual({
      base_url: 'https://slack.com/api',
    });
    expect((await remove(connection.id)).status).toBe(204);
    for (const gone of [read, remove]) expect((await gone(connection.id)).status).toBe(404);
    expect((await patch(connection.id, {})).status).toBe(404);
    expect((await api.ask('POST', `connections/${connection.id}/test`)).status).toBe(404);
  });

  it.each<[object, string[]]>([
    [{ type: 'slak' }, ['type']],
    [{ name: ' ' }, ['name']],
    [{ fields: {} }, ['fields.token']],
    [
      { fields: { token: 1, base_url: 'x', more: 1 } },
      ['fields.token', 'fields.base_url', 'fields.more'],
    ],
    [{ fields: { token: SECRET, base_url: 'https://u:p@slack.example' } }, ['fields.base_url']],
    [{ fields: { token: `${SECRET}\u0000` } }, ['fields.token']],
    [{ fields: [] }, ['fields']],
    [{ token: SECRET }, ['token']],
    [{ type: 'airtable', fields: {} }, ['fields.token']],
    [{ type: 'http', fields: { base_url: 'https://a.example', auth: 'bearer' } }, ['fields.token']],
  ])('with %j is refused at %j', async (fields, paths) => {
    const answer = await create(fields);

    expect([answer.status, pathsOf(answer)]).toEqual([422, paths]);
    expect(answer.text).not.toContain(SECRET);
  });

  it('cannot be changed to what would be refused, nor to another type', async () => {
    const { id } = (await create()).body;

    expect(pathsOf(await patch(id, { fields: { token: null } }))).toEqual(['fields.token']);
    expect(pathsOf(await patch(id, { type: 'smtp' }))).toEqual(['type']);
    expect((await read(id)).body.secret_fields).toEqual(['token']);
  });

  it('has a name that no other has', async () => {
    const { name, id } = (await create()).body;
    const second = (await create()).body;

    for (const answer of [await create({ name }), await patch(second.id, { name })]) {
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
        409,
        'conflict',
        `there is a Connection "${name}" already`,
      ]);
    }
    expect((await patch(id, { name })).status).toBe(200);
  });

  it('shows its inbound token once, and another when it is rotated', async () => {
    const key = { 'idempotency-key': 'one-connection' };
    const name = 'Once';
    const first = (await create({ name }, key)).body;
    const again = (await create({ name }, key)).body;
    const rotated = await api.ask('POST', `connections/${first.id}/rotate-inbound-token`);

    expect(again).toEqual({ ...first, inbound_token: undefined });
    expect(rotated.body.inbound_token).not.toBe(first.inbound_token);
    const rows = JSON.stringify(await api.platform.database.query('select * from connections'));
    expect(rows).not.toContain(first.inbound_token);
    expect(rows).not.toContain(rotated.body.inbound_token);
  });

  it('has its secrets in no answer, no table and no audit entry', async () => {
    const { id } = (await create()).body;
    const answers = [
      await patch(id, { fields: { token: `${SECRET} 2` } }),
      await patch(id, { fields: { token: [SECRET] } }),
      await read(id),
      await api.ask('GET', 'connections'),
      await api.ask('GET', `audit-log?resource=connections&resource_id=${id}`),
    ];

    for (const { text } of answers) expect(text).not.toContain(SECRET);
    expect(answers[4]!.body.data).toMatchObject([
      { action: 'update', changes: { fields: ['token'] } },
      { action: 'create', changes: { type: 'slack', fields: ['token'] } },
    ]);
    const tables = await api.platform.database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const rows = await api.platform.database.query(`select t::text from "${name}" t`);
      expect([name, JSON.stringify(rows).includes(SECRET)]).toEqual([name, false]);
    }
  });

  it('is for those who may: scopes, and its own Workspace', async () => {
    const { id } = (await create()).body;
    const reader = await tokenWith('connections:read');
    const stranger = await tokenWith('secrets:write');
    await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'other' } });

    expect((await api.ask('GET', `connections/${id}`, { token: reader })).status).toBe(200);
    expect((await api.ask('GET', 'connection-types', { token: reader })).status).toBe(200);
    for (const [method, path] of [
      ['PATCH', `connections/${id}`],
      ['DELETE', `connections/${id}`],
      ['POST', `connections/${id}/test`],
      ['POST', `connections/${id}/rotate-inbound-token`],
    ] as const) {
      expect((await api.ask(method, path, { token: reader, body: {} })).status).toBe(403);
    }
    expect((await api.ask('GET', 'connections', { token: stranger })).status).toBe(403);
    expect((await api.ask('GET', `/api/v1/workspaces/other/connections/${id}`)).status).toBe(404);
  });

  it('goes with its Workspace', async () => {
    await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'ending' } });
    const made = await api.ask('POST', '/api/v1/workspaces/ending/connections', {
      body: { name: 'Team', type: 'slack', fields: { token: SECRET } },
    });
    await api.ask('DELETE', '/api/v1/workspaces/ending');

    const rows = await api.platform.database.query(
      'select sealed, deleted_at is null as lives from connections where id = $1',
      [made.body.id],
    );
    expect(rows).toEqual([{ sealed: null, lives: false }]);
  });
});

describe('the default Connections of a Workspace', () => {
  const mail = { type: 'smtp', fields: { host: 'mail.example', from: 'a@b.example' } };

  it('name Connections that there are, of a type that they are for', async () => {
    const { name } = (await create({ ...mail })).body;
    const other = (await create()).body;

    expect((await setting('default_mail_connection', name)).status).toBe(200);
    for (const wrong of ['nobody', other.name]) {
      const answer = await setting('default_mail_connection', wrong);
      expect([answer.status, pathsOf(answer)]).toEqual([422, ['default_mail_connection']]);
      expect(answer.body.errors[0].message).toContain(`known: ${name}`);
    }
    expect((await setting('default_shopify_connection', name)).body.errors).toEqual([
      { path: 'default_shopify_connection', message: 'names no such Connection; known: none' },
    ]);
    expect((await api.ask('GET', 'settings')).body.default_mail_connection).toBe(name);
  });

  it('follow their Connection to another name, and keep it from being deleted', async () => {
    const { id, name } = (await create({ ...mail })).body;
    await setting('default_mail_connection', name);

    await patch(id, { name: 'Post office' });
    const refused = await remove(id);

    expect((await api.ask('GET', 'settings')).body.default_mail_connection).toBe('Post office');
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      expect.stringContaining('default_mail_connection'),
    ]);
    expect((await read(id)).status).toBe(200);
    await setting('default_mail_connection', null);
    expect((await remove(id)).status).toBe(204);
  });
});

describe('the types of Connections', () => {
  it('are listed with their fields', async () => {
    const { body } = await api.ask('GET', 'connection-types');

    expect(body.next_cursor).toBeNull();
    expect(body.data.map((each: Loose) => each.type)).toEqual(
      expect.arrayContaining(['airtable', 'google', 'http', 'shopify', 'slack', 'smtp']),
    );
    expect(body.data.find((each: Loose) => each.type === 'slack')).toMatchObject({
      title: 'Slack',
      fields: [
        { key: 'fields.token', required: true, secret: true },
        { key: 'fields.base_url', secret: false, default: 'https://slack.com/api' },
      ],
      fields_schema: { required: ['token'] },
    });
  });
});

describe('the test of a Connection', () => {
  let runner: ConsumerApp | undefined;
  afterEach(async () => {
    await runner?.close();
    runner = undefined;
  });

  /** What takes tests as a task-runner does, and answers what a test says. */
  const startRunner = async (verdict: { ok: boolean; code?: string; message: string }) => {
    const { bus } = api.platform;
    const asked: ConnectionTestRequested[] = [];
    const taker = takerOf('connection-tests', 10, async (body) => {
      const { head } = decodeMessage(connectionTestRequested, body);
      asked.push(head);
      const reply = encodeMessage(connectionTestFinished, { test_id: head.test_id, ...verdict });
      await bus.publish({ queue: replyTo(head.reply_to), id: head.test_id, body: reply });
    });
    runner = await startConsumers(bus, taker);
    return asked;
  };

  it.each([
    [{ ok: true, message: 'signed in as Mill' }],
    [{ ok: false, code: 'connection_rejected', message: 'the token is wrong' }],
  ])('is a task-runner’s: %j', async (verdict) => {
    const asked = await startRunner(verdict);
    const { id } = (await create()).body;

    const { status, body } = await api.ask('POST', `connections/${id}/test`);

    expect([status, body]).toEqual([200, verdict]);
    expect(asked).toMatchObject([{ connection_id: id }]);
    expect(JSON.stringify(asked)).not.toContain(SECRET);
    const { data } = (
      await api.ask('GET', `audit-log?resource=connections&resource_id=${id}&action=test`)
    ).body;
    expect(data).toMatchObject([{ changes: { ok: verdict.ok } }]);
  });
});

describe('the preview of a task', () => {
  it('warns of an account that there is not, and of none where there is one', async () => {
    const { name } = (await create({ type: 'airtable' })).body;
    const warningsFor = async (account: string): Promise<string[]> => {
      const script = `{% action "airtable", account: "${account}", method: "get", url_path: "/v0/meta/bases" %}`;
      const body = { name: 'T', subscriptions_template: 'user/a/b', script };
      const answer = await api.ask('POST', 'tasks/preview', { body });
      expect(answer.body.ok).toBe(true);
      return answer.body.events[0].warnings;
    };

    expect(await warningsFor(name)).toEqual([]);
    expect(await warningsFor('nobody')).toEqual([
      `actions.0.options.account: no airtable Connection named "nobody"; known: ${name}`,
    ]);
  });
});
