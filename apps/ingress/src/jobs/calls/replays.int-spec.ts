import { bumpEpoch } from '@millwright/database';
import { givenJobTask } from '@millwright/job/testing';
import { newId } from '@millwright/kernel';
import { until } from '@millwright/testing';
import { startTestIngress, type TestIngress } from '../../testing/test-ingress.ts';
import { TEST_ADMIN_TOKEN, WorkspaceJobClient } from '../../testing/workspace-job-client.ts';

const json = { accept: 'application/json', 'content-type': 'application/json' };
let ingress: TestIngress;

beforeAll(async () => {
  ingress = await startTestIngress({ environment: { ADMIN_TOKEN: TEST_ADMIN_TOKEN } });
}, 60_000);
afterAll(() => ingress.stop(), 60_000);

describe('a replay', () => {
  const call = (key: string, body: string) =>
    new WorkspaceJobClient(ingress).send('jobs/run/p/f/sales/new', {
      method: 'POST',
      headers: { ...json, 'idempotency-key': key },
      body,
    });

  it('is answered as the first call was, also when its task was disabled since', async () => {
    const { database, workspaceId } = ingress;
    const task = await givenJobTask(database, workspaceId, { path: 'f/sales/new' });
    const first = await call('one', '{"a":1}');
    await database.transaction(async (tx) => {
      const epoch = await bumpEpoch(tx);
      await tx.execute('update tasks set enabled = false, changed_epoch = $2 where id = $1', [
        ...[task.id, epoch],
      ]);
    });
    await until(async () => (await call(newId(), '{}')).status === 409);

    const again = await call('one', '{"a":1}');
    const another = await call('one', '{"a":2}');

    expect(again).toMatchObject({
      status: 201,
      text: first.text,
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(another.status).toBe(409);
  });
});
