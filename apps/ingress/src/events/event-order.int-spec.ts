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
  const post = async (n: number): Promise<unknown> => {
    const sent = { body: String(n), headers: { 'content-type': 'application/json' } };
    const { status, headers } = await ingress.client.send(`/webhooks/${id}`, sent);
    expect(status).toBe(204);
    return headers['x-request-id'];
  };

  it('lasts from the request to the router where the Workspace asks for it', async () => {
    for (let n = 0; n < COUNT; n += 1) await post(n);
    await until(() => ingress.heard.length === COUNT);

    const queues = new Set(ingress.heard.map(({ queue }) => queue));
    expect(queues.size).toBe(1);
    const ids = ingress.heard.map(({ head }) => head.event_id);
    expect(ids).toEqual([...ids].sort());
  });

  it('lasts where the broker is away: they are committed, for the router to find', async () => {
    ingress.broker.cut();
    const ids: unknown[] = [];
    for (let n = 0; n < COUNT; n += 1) ids.push(await post(n));
    ingress.broker.restore();

    const kept = await ingress.database.query<{ request_id: string }>(
      `select e.request_id from events e join work w on w.id = e.id
       where w.kind = 'event' and w.state = 'due' order by e.id`,
    );
    expect(kept.map(({ request_id }) => request_id).slice(-COUNT)).toEqual(ids);
    expect(await ingress.database.query('select 1 from intake_spool')).toEqual([]);
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
