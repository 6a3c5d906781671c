import { givenJobTask, type GivenJobTask } from '@millwright/job/testing';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';
import { TEST_ADMIN_TOKEN, WorkspaceJobClient } from '../../testing/workspace-job-client.ts';

let ingress: TestIngress;
let client: WorkspaceJobClient;
let task: GivenJobTask;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { ADMIN_TOKEN: TEST_ADMIN_TOKEN } });
  client = new WorkspaceJobClient(ingress);
  task = await givenJobTask(ingress.database, ingress.workspaceId, { path: 'f/sales/new' });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

/** Calls a task that nobody runs, and follows it for a second. */
const followed = async (query: string): Promise<{ id: string; text: string }> => {
  const address = `jobs/run_and_stream/p/${task.path}?timeout=1&${query}`;
  const { headers, text } = await client.send(address, { method: 'POST' });
  return { id: String(headers['x-job-id']), text };
};

describe('a stream whose time is over', () => {
  it('leaves the job alone, whose client has not gone', async () => {
    const { id, text } = await followed('cancel_on_disconnect=true');

    const answer = await client.send(`jobs_u/queue/cancel/${id}`, { method: 'POST' });

    expect(text).toContain('data: {"type":"timeout"}');
    expect([answer.status, answer.text]).toEqual([200, id]);
  });

  it('cancels it where that is asked for', async () => {
    const { id } = await followed('on_timeout=cancel');

    expect(await client.get(`jobs_u/get/${id}`)).toMatchObject({
      canceled: true,
      canceled_reason: 'the caller waited no longer',
    });
  });
});
