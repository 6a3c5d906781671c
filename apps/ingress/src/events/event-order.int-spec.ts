import { bumpEpoch } from '@millwright/database';
import { leakCheck, until } from '@millwright/testing';
import { startTestIngress, type TestIngress } from '../testing/test-ingress.ts';

const COUNT = 40;
const check = leakCheck();

describe.each(['broker', 'database'] as const)('the order of events, kept by the %s', (intake) => {
  let ingress: TestIngress;
  let id: string;

  beforeAll(async () => {
    ingress = await startTestIngress({ intake });
    id = await ingress.webhook();
    await keepOrder(true);
  }, 60_000);
  afterAll(() => ingress.stop(), 60_000);
  afterAll(check);

  const keepOrder = (keepsOrder: boolean): Promise<void> =>
    ingress.database.transaction(async (tx) => {
      await tx.execute('update workspaces set keeps_order = $1, changed_epoch = $2 where id = $3', [
        keepsOrder,
        await bumpEpoch(tx),
        ingress.workspaceId,
      ]);
    });
  const post = async (n: number): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    await ingress.client.send(`/webhooks/${id}`, { body: String(n), headers });
  };

  it('lasts from the request to the router where the Workspace asks for it', async () => {
    for (let n = 0; n < COUNT; n += 1) await post(n);
    await until(() => ingress.heard.length === COUNT);

    const queues = new Set(ingress.heard.map(({ queue }) => queue));
    expect(queues.size).toBe(1);
    const ids = ingress.heard.map(({ head }) => head.event_id);
    expect(ids).toEqual([...ids].sort());
  });

  it('is asked for no more once the Workspace has changed', async () => {
    const [{ queue } = { queue: '' }] = ingress.heard;
    await keepOrder(false);

    await until(
      async () => {
        await post(0);
        return ingress.heard.some((heard) => heard.queue !== queue);
      },
      { timeoutMs: 15_000 },
    );
  }, 30_000);
});
