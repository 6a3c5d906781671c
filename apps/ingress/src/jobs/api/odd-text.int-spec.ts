import { newId } from '@millwright/kernel';
import { givenJob, givenJobTask } from '@millwright/job/testing';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';
import { TEST_ADMIN_TOKEN } from '../../testing/workspace-job-client.ts';

const NUL = '%00';
const json = { 'content-type': 'application/json' };
let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { ADMIN_TOKEN: TEST_ADMIN_TOKEN } });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

const statusOf = async (method: string, path: string, body?: unknown): Promise<number> => {
  const { status } = await ingress.client.send(path, {
    method,
    headers: { authorization: `Bearer ${TEST_ADMIN_TOKEN}`, ...json },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return status;
};

describe('a NUL, which no database keeps', () => {
  it.each([
    ['GET', `/api/w/${NUL}/jobs/list`],
    ['POST', `/api/w/${NUL}/jobs/run/p/f/a/b`],
    ['GET', `/r/${NUL}/orders`],
  ])('names no Workspace in %s %s', async (method, path) => {
    expect(await statusOf(method, path)).toBe(404);
  });

  it.each([
    ...['created_by', 'label', 'worker', 'tag', 'trigger_kind', 'trigger_path'],
    ...['script_path_exact', 'script_path_start', 'script_hash', 'schedule_path', 'broad_filter'],
  ])('is in no job’s %s', async (filter) => {
    expect(await statusOf('GET', `/api/w/${ingress.slug}/jobs/list?${filter}=a${NUL}b`)).toBe(200);
  });

  it('is in no path of a task', async () => {
    const jobs = `/api/w/${ingress.slug}/jobs`;

    expect(await statusOf('POST', `${jobs}/run/p/f/a/b${NUL}`)).toBe(404);
    expect(await statusOf('POST', `${jobs}_u/queue/cancel_persistent/f/a/b${NUL}`)).toBe(404);
  });

  it('may be in a text about a job', async () => {
    const { database, workspaceId, slug } = ingress;
    const task = await givenJobTask(database, workspaceId, { path: 'f/sales/new' });
    const [open, failed] = [
      await givenJob(database, { workspaceId, task, state: 'due' }),
      await givenJob(database, { workspaceId, task, state: 'failed' }),
    ];
    const jobs = `/api/w/${slug}/jobs`;
    const resolved = { job_ids: [failed], note: 'seen\0to' };

    expect(await statusOf('POST', `${jobs}_u/queue/cancel/${open}`, { reason: 'no\0more' })).toBe(
      200,
    );
    expect(await statusOf('POST', `${jobs}/completed/resolve`, resolved)).toBe(200);
  });

  it.each([
    [404, { workspace_id: 'a\0' }],
    [400, { workspace_id: '', label: 'a\0' }],
    [400, { scopes: [`jobs:run:scripts:f/a/${newId()}\0`] }],
    [400, { scopes: ['if_jobs:filter_tags:a\0'] }],
  ])('is refused with a %i in a token of %j', async (status, token) => {
    const asked = { workspace_id: ingress.slug, ...token };

    expect(await statusOf('POST', '/api/users/tokens/create', asked)).toBe(status);
  });
});
