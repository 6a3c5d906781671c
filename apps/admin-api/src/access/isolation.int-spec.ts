import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@millwright/kernel';
import { routesOf } from '../http/route-table.ts';
import { resourceControllers } from '../resources/index.ts';
import { openAdminApi } from '../testing/open-admin-api.ts';
import type { OpenAdminApi } from '../testing/open-admin-api.ts';

const routes = routesOf(resourceControllers);
const A = '/api/v1/workspaces/alpha';
const B = '/api/v1/workspaces/beta';

/** Ids of things in alpha, by the resource they are at. */
const owned = new Map<string, string>();
let api: OpenAdminApi;
let tokenOfB: string;

beforeAll(async () => {
  api = await openAdminApi();
  const workspaces = [];
  for (const slug of ['alpha', 'beta']) {
    workspaces.push((await api.ask('POST', '/api/v1/workspaces', { body: { slug } })).body);
  }
  owned.set('webhooks', await made('webhooks', { name: 'a', topic: 'user/a/b' }));
  owned.set('tasks', await made('tasks', { name: 'a', subscriptions: ['user/a/b'] }));
  const ofTask = { method: 'GET', path: 'a', task_id: owned.get('tasks') };
  owned.set('routes', await made('routes', { name: 'a', ...ofTask }));
  owned.set('events', await made('events', { topic: 'user/a/b', data: 'secret of alpha' }));
  owned.set('cache-endpoints', await made('cache-endpoints', { name: 'a', key: 'a' }));
  owned.set('globals', await made('globals', { key: 'a', value: 'secret of alpha' }));
  owned.set('secrets', await made('secrets', { key: 'a', value: 'secret of alpha' }));
  owned.set('event-filters', await made('event-filters', { name: 'a', template: '' }));
  const ofEndpoint = { url: 'https://a.example/', topics: ['user/a/b'] };
  owned.set('endpoints', await made('endpoints', { name: 'a', ...ofEndpoint }));
  owned.set('email-templates', await made('email-templates', { name: 'a', body: '' }));
  owned.set('email-addresses', await made('email-addresses', { name: 'a' }));
  owned.set('tokens', await made('tokens', { label: 'a' }));
  await api.ask('PUT', `${A}/cache/a`, { body: { value: 'secret of alpha' } });
  owned.set('cache', 'a');
  await insertRuns(workspaces[0].id);
  tokenOfB = (await api.ask('POST', `${B}/tokens`, { body: {} })).body.token;
});
afterAll(() => api.close());

const made = async (resource: string, body: unknown): Promise<string> =>
  (await api.ask('POST', `${A}/${resource}`, { body })).body.id;

async function insertRuns(workspaceId: string): Promise<void> {
  const { database } = api.platform;
  const [taskRun, actionRun] = [newId(), newId()];
  await database.query(
    `insert into task_runs (id, workspace_id, event_id, task_id, task_path, subscription, state, run_at, created_at)
     values ($1, $2, $3, $4, 'f/tasks/a', 'user/a/b', 'failed', now(), now())`,
    [taskRun, workspaceId, owned.get('events'), owned.get('tasks')],
  );
  await database.query(
    `insert into action_runs (id, workspace_id, event_id, task_run_id, task_id, index, type, options, state, run_at, created_at)
     values ($1, $2, $3, $4, $5, 0, 'echo', '1', 'failed', now(), now())`,
    [actionRun, workspaceId, owned.get('events'), taskRun, owned.get('tasks')],
  );
  owned.set('task-runs', taskRun);
  owned.set('action-runs', actionRun);
  const kept = newId();
  await database.query(
    `insert into kept_mails (id, workspace_id, action_run_id, message_id, mail_from, mail_to, subject, raw)
     values ($1, $2, $3, '', 'a@b', '{}', 'secret of alpha', '')`,
    [kept, workspaceId, actionRun],
  );
  owned.set('outbox', kept);
}

/** The address of a route in a Workspace, with the ids of things in alpha. */
const addressIn = (base: string, path: string, resource: string): string =>
  path
    .replace('/api/v1/workspaces/:ws', base)
    .replace(':id', owned.get(resource) ?? 'none')
    .replace(':number', '1')
    .replace('*key', owned.get('cache')!);

const bodyOf = (resource: string, method: string, path: string): object => {
  if (path.endsWith('/recover')) return { since: new Date().toISOString() };
  if (resource === 'globals' || resource === 'secrets') return { value: 'b' };
  return method === 'PUT' ? { name: 'b' } : {};
};

const titleOf = ({ method, path }: { method: string; path: string }) =>
  [`${method} ${path}`] as const;
const ofWorkspaces = routes.filter(
  ({ resource, path }) => resource !== 'workspaces' && path.includes('/workspaces/:ws'),
);
const ofNoWorkspace = routes
  .filter(({ resource, path }) => resource !== 'portal' && !path.includes('/workspaces'))
  .map(titleOf);
const ofThings = ofWorkspaces.filter(({ path }) => path.includes(':id'));

it('serves outside of a Workspace only what is the same for everybody, and what is for the instance', () => {
  expect(ofNoWorkspace).toEqual([
    ['POST /api/v1/sealed-secrets/reseal'],
    ['GET /api/v1/providers'],
  ]);
});

describe('a token of one Workspace', () => {
  it.each(ofWorkspaces.map((route) => [...titleOf(route), route] as const))(
    'has no way into another by %s',
    async (_title, { method, path, resource }) => {
      const answer = await api.ask(method, addressIn(A, path, resource), { token: tokenOfB });

      expect(answer.status).toBe(403);
      expect(answer.body.code).toBe('wrong_workspace');
      expect(answer.text).not.toContain('secret of alpha');
    },
  );

  it.each(ofThings.map((route) => [...titleOf(route), route] as const))(
    'finds nothing of another in its own by %s',
    async (_title, { method, path, resource }) => {
      const asking =
        method === 'GET' || method === 'DELETE' ? {} : { body: bodyOf(resource, method, path) };
      const address = addressIn(B, path, resource);
      const answer = await api.ask(method, address, { token: tokenOfB, ...asking });

      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain('secret of alpha');
    },
  );

  it('has no way to what is for the instance', async () => {
    const answer = await api.ask('POST', '/api/v1/sealed-secrets/reseal', { token: tokenOfB });

    expect(answer.status).toBe(403);
  });

  it('sees nothing of another in any list', async () => {
    const lists = [
      'webhooks',
      'tasks',
      'routes',
      'events',
      'task-runs',
      'action-runs',
      'cache',
      'cache-endpoints',
      'event-filters',
      'endpoints',
      'topics',
      'globals',
      'secrets',
      'email-templates',
      'email-addresses',
      'outbox',
    ];
    for (const list of lists) {
      const { body } = await api.ask('GET', `${B}/${list}`, { token: tokenOfB });

      expect(body).toEqual({ data: [], next_cursor: null });
    }
  });

  it('learns as little of a Workspace that does not exist', async () => {
    const real = await api.ask('GET', `${A}/webhooks`, { token: tokenOfB });
    const invented = await api.ask('GET', '/api/v1/workspaces/gamma/webhooks', { token: tokenOfB });

    expect({ ...real.body, request_id: '' }).toEqual({ ...invented.body, request_id: '' });
  });

  it('left everything of the other as it was', async () => {
    for (const [resource, id] of owned) {
      expect((await api.ask('GET', `${A}/${resource}/${id}`)).status).toBe(200);
    }
  });
});

describe('every route', () => {
  it.each(routes.map((route) => [...titleOf(route), route] as const))(
    'asks for a token: %s',
    async (_title, { method, path, resource }) => {
      const address = addressIn(A, path, resource).replace(':ws', 'alpha');
      const without = await api.ask(method, address, { token: null });
      const wrong = await api.ask(method, address, { token: 'x'.repeat(32) });

      expect([without.status, without.body.code]).toEqual([401, 'token_missing']);
      expect(without.headers.get('www-authenticate')).toBe('Bearer');
      expect([401, 429]).toContain(wrong.status);
    },
  );

  it.each(
    routes
      .filter(({ resource }) => resource === 'workspaces')
      .map((route) => [...titleOf(route), route] as const),
  )('of the instance is for its admin alone: %s', async (_title, { method, path }) => {
    const { status, body } = await api.ask(method, path.replace(':ws', 'beta'), {
      token: tokenOfB,
    });

    expect([status, body.code]).toEqual([403, 'instance_admin_only']);
  });
});
