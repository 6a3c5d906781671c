import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openAdminApi } from '../../testing/open-admin-api.ts';
import type { Answer, Loose, OpenAdminApi } from '../../testing/open-admin-api.ts';

let api: OpenAdminApi;
let taskId: string;
let path: string;
let number = 0;

beforeAll(async () => {
  api = await openAdminApi();
  taskId = await task('Called');
}, 60_000);
afterAll(() => api.close());
beforeEach(() => {
  path = `orders/${(number += 1)}/:id`;
});

const task = async (name: string, base = ''): Promise<string> =>
  (await api.ask('POST', `${base}tasks`, { body: { name } })).body.id;
const create = (more: object = {}): Promise<Answer> =>
  api.ask('POST', 'routes', {
    body: { name: 'Orders', method: 'GET', path, task_id: taskId, ...more },
  });
const pathsOf = ({ body }: Answer): string[] => body.errors.map((each: Loose) => each.path);

describe('an HTTP route', () => {
  it('is made with defaults, read, listed, changed and deleted', async () => {
    const made = await create();
    const { id } = made.body;

    const read = await api.ask('GET', `routes/${id}`);
    const listed = await api.ask('GET', 'routes');
    const changed = await api.ask('PATCH', `routes/${id}`, {
      body: { mode: 'async', request_mode: true, allowed_origins: ['https://Shop.example'] },
    });
    const deleted = await api.ask('DELETE', `routes/${id}`);

    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.any(String),
      url: `https://hooks.example/r/main/${path}`,
      name: 'Orders',
      method: 'GET',
      path,
      task_id: taskId,
      mode: 'sync',
      auth: { type: 'token' },
      allowed_origins: [],
      request_mode: null,
      enabled: true,
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect(read.body).toEqual(made.body);
    expect(listed.body.data).toContainEqual(made.body);
    expect(changed.body).toMatchObject({
      mode: 'async',
      request_mode: true,
      allowed_origins: ['https://shop.example'],
    });
    expect(deleted.status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      expect((await api.ask(method, `routes/${id}`)).status).toBe(404);
    }
    expect((await api.ask('PATCH', `routes/${id}`, { body: {} })).status).toBe(404);
  });

  it.each([
    [{ type: 'none' }, { type: 'none' }],
    [
      { type: 'api_key', key: 'very-secret' },
      { type: 'api_key', header: 'x-api-key', key_set: true },
    ],
    [
      { type: 'basic', username: 'u', password: 'very-secret' },
      { type: 'basic', username: 'u', password_set: true },
    ],
    [
      { type: 'signature', secret: 'very-secret', config: { header: 'X-Signature' } },
      {
        type: 'signature',
        provider: 'hmac',
        public_url: null,
        tolerance_seconds: null,
        config: { header: 'X-Signature' },
        secret_set: true,
      },
    ],
  ])('of %j never shows its secret', async (auth, shown) => {
    const made = await create({ auth });
    const { id } = made.body;
    const others = await Promise.all([
      api.ask('GET', `routes/${id}`),
      api.ask('GET', 'routes'),
      api.ask('PATCH', `routes/${id}`, { body: { name: 'Renamed' } }),
      api.ask('GET', `audit-log?resource=routes&resource_id=${id}`),
    ]);
    const rows = await api.platform.database.query('select * from http_routes where id = $1', [id]);

    expect(made.status).toBe(201);
    expect(made.body.auth).toEqual(shown);
    const texts = [made.text, ...others.map(({ text }) => text), JSON.stringify(rows)];
    expect(texts.join()).not.toContain('very-secret');
  });

  it('keeps its secret through a change that leaves it out, while it is of the same type', async () => {
    const { body: made } = await create({ auth: { type: 'api_key', key: 'k' } });
    const change = (auth: object) => api.ask('PATCH', `routes/${made.id}`, { body: { auth } });

    const moved = await change({ type: 'api_key', header: 'X-Other' });
    const other = await change({ type: 'basic', username: 'u' });

    expect(moved.body.auth).toEqual({ type: 'api_key', header: 'x-other', key_set: true });
    expect([other.status, pathsOf(other)]).toEqual([422, ['auth.password']]);
  });

  it('is refused where another one means the same', async () => {
    const { body: first } = await create();

    const same = await create({ path: path.replace(':id', ':order') });
    const { body: other } = await create({ method: 'POST' });
    const moved = await api.ask('PATCH', `routes/${other.id}`, { body: { method: 'GET' } });

    for (const { status, body } of [same, moved]) {
      expect([status, body.code]).toEqual([409, 'path_taken']);
    }
    expect((await api.ask('PATCH', `routes/${first.id}`, { body: { path } })).status).toBe(200);
    await api.ask('DELETE', `routes/${first.id}`);
    expect((await create()).status).toBe(201);
  });

  it('is made once of many that come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create()));

    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it('is made once for one key', async () => {
    const headers = { 'idempotency-key': 'one-route' };
    const body = { name: 'Orders', method: 'GET', path, task_id: taskId };

    const [first, second] = [
      await api.ask('POST', 'routes', { body, headers }),
      await api.ask('POST', 'routes', { body, headers }),
    ];

    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
  });

  it.each([
    [{ method: 'HEAD' }, 'method'],
    [{ method: 'get' }, 'method'],
    [{ path: '/orders' }, 'path'],
    [{ path: 'a/:b/:b' }, 'path'],
    [{ path: 'ä' }, 'path'],
    [{ name: '' }, 'name'],
    [{ mode: 'later' }, 'mode'],
    [{ task_id: 'x' }, 'task_id'],
    [{ task_id: '019a9c1e-7c00-7000-8000-000000000001' }, 'task_id'],
    [{ auth: { type: 'magic' } }, 'auth.type'],
    [{ auth: { type: 'api_key' } }, 'auth.key'],
    [{ auth: { type: 'signature', provider: 'github' } }, 'auth.secret'],
    [{ auth: { type: 'signature', secret: 's' } }, 'auth.config.header'],
    [{ allowed_origins: ['shop.example'] }, 'allowed_origins.0'],
    [{ allowed_origins: null }, 'allowed_origins'],
    [{ colour: 'red' }, 'colour'],
  ])('with %j is refused at %s', async (fields, at) => {
    const answer = await create(fields);

    expect([answer.status, pathsOf(answer)]).toEqual([422, [at]]);
  });

  it('calls no task of another Workspace', async () => {
    await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'routes-other' } });
    const foreign = await task('Foreign', '/api/v1/workspaces/routes-other/');

    expect(pathsOf(await create({ task_id: foreign }))).toEqual(['task_id']);
    const { body: made } = await create();
    const moved = await api.ask('PATCH', `routes/${made.id}`, { body: { task_id: foreign } });
    expect(pathsOf(moved)).toEqual(['task_id']);
  });

  it('outlives its task, so that it can be given another', async () => {
    const gone = await task('Gone');
    const { body: made } = await create({ task_id: gone });
    await api.ask('DELETE', `tasks/${gone}`);

    const read = await api.ask('GET', `routes/${made.id}`);
    const renamed = await api.ask('PATCH', `routes/${made.id}`, { body: { name: 'Kept' } });
    const moved = await api.ask('PATCH', `routes/${made.id}`, { body: { task_id: taskId } });

    expect(read.body.task_id).toBe(gone);
    expect([renamed.status, moved.status, moved.body.task_id]).toEqual([200, 200, taskId]);
  });

  it('ends with its Workspace', async () => {
    const base = '/api/v1/workspaces/routes-ended/';
    await api.ask('POST', '/api/v1/workspaces', { body: { slug: 'routes-ended' } });
    const body = {
      name: 'Ended',
      method: 'GET',
      path,
      task_id: await task('Ended', base),
      auth: { type: 'api_key', key: 'k' },
    };
    const { body: made } = await api.ask('POST', `${base}routes`, { body });

    await api.ask('DELETE', '/api/v1/workspaces/routes-ended');

    const [row] = await api.platform.database.query<Loose>(
      'select sealed, deleted_at from http_routes where id = $1',
      [made.id],
    );
    expect(row).toEqual({ sealed: null, deleted_at: expect.any(Date) });
  });

  it('is for tokens with the scope', async () => {
    const tokenOf = async (scope: string) =>
      (await api.ask('POST', 'tokens', { body: { scopes: [scope] } })).body.token;
    const [reader, stranger] = [await tokenOf('routes:read'), await tokenOf('tasks:write')];

    expect((await api.ask('GET', 'routes', { token: reader })).status).toBe(200);
    expect((await api.ask('POST', 'routes', { token: reader, body: {} })).status).toBe(403);
    expect((await api.ask('GET', 'routes', { token: stranger })).status).toBe(403);
  });

  it('leaves word in the audit log', async () => {
    const { body: made } = await create({ auth: { type: 'none' } });
    await api.ask('PATCH', `routes/${made.id}`, { body: { auth: { type: 'token' } } });
    await api.ask('DELETE', `routes/${made.id}`);

    const { body } = await api.ask('GET', `audit-log?resource=routes&resource_id=${made.id}`);

    expect(body.data.map(({ action, changes }: Loose) => [action, changes])).toEqual([
      ['delete', null],
      ['update', { fields: ['auth'], auth: 'token' }],
      ['create', { method: 'GET', path, auth: 'none' }],
    ]);
  });
});
