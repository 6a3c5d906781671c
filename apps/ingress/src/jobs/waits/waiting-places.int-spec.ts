import { givenJobTask, type GivenJobTask } from '@millwright/job/testing';
import { until } from '@millwright/testing';
import type { RawConnection } from '../../testing/http-client.ts';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';
import { TEST_ADMIN_TOKEN, WorkspaceJobClient } from '../../testing/workspace-job-client.ts';

let ingress: TestIngress;
let task: GivenJobTask;
let client: WorkspaceJobClient;

beforeAll(async () => {
  const environment = { ADMIN_TOKEN: TEST_ADMIN_TOKEN, INGRESS_MAX_WAITING: '1' };
  ingress = await startTestIngress({ environment });
  task = await givenJobTask(ingress.database, ingress.workspaceId, { path: 'f/sales/new' });
  client = new WorkspaceJobClient(ingress);
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

describe('the places of those that wait', () => {
  /** A call that waits, and is asked for its body. */
  const begun = async (): Promise<RawConnection> => {
    const connection = await ingress.client.open();
    connection.send(
      [
        `POST /api/w/${ingress.slug}/jobs/run_wait_result/p/${task.path}?timeout=1 HTTP/1.1`,
        ...['host: here', `authorization: Bearer ${TEST_ADMIN_TOKEN}`, 'content-length: 2'],
        'expect: 100-continue\r\n\r\n',
      ].join('\r\n'),
    );
    await until(() => connection.received.includes('100 Continue'));
    return connection;
  };
  const waiting = (): Promise<string> =>
    client.problem(`jobs/run_wait_result/p/${task.path}?timeout=1`, { method: 'POST' });

  it('are taken before the body is there, and given back when it never comes', async () => {
    const connection = await begun();

    expect(await waiting()).toBe('429 too_many_waiting');
    connection.hangUp();
    await until(async () => (await waiting()) === '504 sync_timeout');
  });

  it('are given back with the answer', async () => {
    const connection = await begun();
    expect(await waiting()).toBe('429 too_many_waiting');

    connection.send('{}');
    await until(() => connection.received.includes('504'));

    expect(await waiting()).toBe('504 sync_timeout');
    connection.hangUp();
  });
});
