import { newId } from '@millwright/kernel';
import { givenJobTask, type GivenJobTask } from '@millwright/job/testing';
import { askJobs } from '../../testing/job-client.ts';
import { startTestIngress, type GivenToken, type TestIngress } from '../../testing/test-ingress.ts';
import { TEST_ADMIN_TOKEN, WorkspaceJobClient } from '../../testing/workspace-job-client.ts';

let ingress: TestIngress;
let task: GivenJobTask;
let other: GivenJobTask;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { ADMIN_TOKEN: TEST_ADMIN_TOKEN } });
  const { database, workspaceId } = ingress;
  task = await givenJobTask(database, workspaceId, { path: 'f/sales/new' });
  other = await givenJobTask(database, workspaceId, { path: 'f/sales/other' });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const json = { accept: 'application/json' };
const clientOf = ({ text }: Pick<GivenToken, 'text'>) => new WorkspaceJobClient(ingress, text);
/** The id of the job, or `<status> <code>`. */
const started = async (client: WorkspaceJobClient, address: string): Promise<string> => {
  const { status, text } = await client.send(address, { method: 'POST', headers: json });
  return status === 201 ? text : `${status} ${(JSON.parse(text) as { code: string }).code}`;
};

describe('a token of one task', () => {
  let client: WorkspaceJobClient;

  beforeAll(async () => {
    const scopes = ['jobs:run:scripts:f/sales/new'];
    client = clientOf(await ingress.token({ label: 'webhook-f/sales/new', scopes }));
  });

  it('calls that task, at every version of it', async () => {
    expect(await started(client, `jobs/run/p/${task.path}`)).toHaveLength(36);
    expect(await started(client, `jobs/run/h/${task.hash.slice(0, 16)}`)).toHaveLength(36);
  });

  it.each([
    ['another task', () => `jobs/run/p/${other.path}`],
    ['another task, by its hash', () => `jobs/run/h/${other.hash}`],
    ['a task that is not there', () => 'jobs/run/p/f/sales/nowhere'],
    ['a hash that is not there', () => 'jobs/run/h/0123456789abcdef'],
    ['what can be no path', () => 'jobs/run/p/sales'],
    ['what can be no hash', () => 'jobs/run/h/x'],
    ['an alias that it has not', () => 'jobs/run/f/u/ann/new'],
  ])('is refused alike for %s', async (_what, address) => {
    expect(await started(client, address())).toBe('403 scope_missing');
  });

  it('reads its own jobs, and no others', async () => {
    const own = await started(client, `jobs/run/p/${task.path}`);
    const others = await started(new WorkspaceJobClient(ingress), `jobs/run/p/${task.path}`);

    expect(await client.get(`jobs_u/get/${own}`)).toMatchObject({
      id: own,
      created_by: 'webhook-f/sales/new',
    });
    expect(await client.problem(`jobs_u/get/${others}`)).toBe('403 scope_missing');
  });

  it('makes no other token', async () => {
    const { status } = await askJobs(ingress.client, 'POST', 'users/tokens/create', {
      token: client.token,
      json: { scopes: ['jobs:run'] },
    });

    expect(status).toBe(403);
  });

  it.each(['PUT', 'HEAD', 'DELETE'])('learns that %s is no way to call', async (method) => {
    const { status, headers } = await client.send(`jobs/run/p/${task.path}`, { method });

    expect([status, headers['allow']]).toEqual([405, 'POST, OPTIONS']);
  });
});

describe('a token that only reads', () => {
  it('lists jobs, and calls nothing by any verb', async () => {
    const client = clientOf(await ingress.token({ readOnly: true }));

    expect(await client.get('jobs/list')).toBeInstanceOf(Array);
    for (const mode of ['run_wait_result', 'run_and_stream']) {
      expect(await client.problem(`jobs/${mode}/p/${task.path}`)).toBe('403 read_only_token');
    }
    expect(await started(client, `jobs/run/p/${task.path}`)).toBe('403 read_only_token');
    expect(await client.problem(`jobs/run/p/${task.path}`, { method: 'PUT', headers: json })).toBe(
      '403 read_only_token',
    );
  });
});

describe('a token that has expired', () => {
  it('calls nothing', async () => {
    const client = clientOf(await ingress.token({ expiresAt: new Date(Date.now() - 1_000) }));

    expect(await started(client, `jobs/run/p/${task.path}`)).toBe('401 token_invalid');
  });
});

describe('a token of another Workspace', () => {
  it('is refused alike whether the Workspace of the address exists', async () => {
    const { text } = await ingress.token();
    const here = new WorkspaceJobClient(ingress, text, newId());
    const there = await askJobs(ingress.client, 'POST', 'w/main/jobs/run/p/f/sales/new', {
      token: text,
      headers: json,
    });

    expect(await started(here, `jobs/run/p/${task.path}`)).toBe('403 wrong_workspace');
    expect(there.status).toBe(403);
  });
});

describe('a call that is sent again', () => {
  it('makes no queue longer', async () => {
    const { text } = await ingress.token();
    const send = (key: string) =>
      new WorkspaceJobClient(ingress, text).send(`jobs/run/p/${task.path}?queue_limit=0`, {
        method: 'POST',
        headers: { ...json, 'idempotency-key': key },
      });
    const first = await new WorkspaceJobClient(ingress, text).send(`jobs/run/p/${task.path}`, {
      method: 'POST',
      headers: { 'idempotency-key': 'known' },
    });

    const [again, another] = [await send('known'), await send('unknown')];

    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(another.status).toBe(429);
  });
});
