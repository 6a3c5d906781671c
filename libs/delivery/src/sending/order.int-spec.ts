import type { Id } from '@millwright/kernel';
import { FakeClock } from '@millwright/testing';
import { DeliveryCommands, type CommandedDelivery } from '../commands/delivery-commands.ts';
import type { DeliveryOutcome } from '../commands/delivery-outcome.ts';
import { settleLanes } from '../queue/index.ts';
import { describeSending } from '../testing/sending-suite.ts';
import { claimDeliveries } from './claim/claim-deliveries.ts';
import { interruptAttempts } from './end/interrupt-attempts.ts';

describeSending('deliveries in order', (on) => {
  it('D18: sends each key in order, whatever fails; keys do not wait for one another', async () => {
    const clock = new FakeClock(Date.now());
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, {
      ordering: 'fifo',
      concurrency: 50,
      auto_disable: false,
      retry_schedule: Array.from({ length: 50 }, () => 0),
    });
    let seed = 7;
    const chance = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    on.answer = () => (chance() < 0.2 ? 500 : 200);
    const order = new Map<string, Id[]>();
    const perKey = on.isEmbedded ? 10 : 40;
    for (let count = 0; count < perKey * 10; count += 1) {
      const lane = `key/${count % 10}`;
      const known = order.get(lane) ?? [];
      const id = await on.stage.deliver(endpointId, {
        lane,
        laneUntil: 'final',
        isHead: known.length === 0,
        runAt: new Date(clock.now()),
        createdAt: new Date(clock.now() + count),
      });
      order.set(lane, [...known, id]);
    }
    const by = on.runner({ clock });

    for (let rounds = 0; rounds < 200; rounds += 1) {
      await on.asked(by, endpointId);
      const [row] = await on.database.query<{ left: number }>(
        'select count(*)::integer as left from delivery_queue where endpoint_id = $1',
        [endpointId],
      );
      if (row!.left === 0) break;
      clock.advance(3_600_000);
    }

    const starts = await on.database.query<{ delivery_id: Id }>(
      `select delivery_id from attempts where endpoint_id = $1 and error_code is null order by started_at, id`,
      [endpointId],
    );
    expect(starts).toHaveLength(perKey * 10);
    const accepted = on.peer.requests.map(({ headers }) => headers['webhook-id'] as Id);
    for (const ids of order.values()) {
      const lasts = ids.map((id) => accepted.lastIndexOf(id));
      expect(lasts).toEqual([...lasts].sort((a, b) => a - b));
      const firsts = ids.map((id) => accepted.indexOf(id));
      for (let index = 1; index < ids.length; index += 1)
        expect(firsts[index]).toBeGreaterThan(lasts[index - 1]!);
    }
  }, 60_000);

  it('D18: a failed delivery blocks its key where the endpoint says so, and no other', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, {
      ordering: 'fifo',
      on_exhausted: 'block',
      retry_schedule: [0],
    });
    on.answer = () => (on.peer.requests.length === 1 ? 500 : 200);
    const lane = { lane: 'key/a', laneUntil: 'final' as const };
    const first = await on.stage.deliver(endpointId, lane);
    const second = await on.stage.deliver(endpointId, { ...lane, isHead: false });
    const by = on.runner();
    await on.asked(by, endpointId);
    const other = await on.stage.deliver(endpointId, { ...lane, lane: 'key/b' });
    await on.asked(by, endpointId);

    expect(await on.delivery(first)).toMatchObject({ state: 'failed' });
    expect(await on.queued(first)).toMatchObject({ state: 'blocked' });
    expect(await on.delivery(second)).toMatchObject({ state: 'open', attempts: 0 });
    expect(await on.delivery(other)).toMatchObject({ state: 'succeeded' });
  });

  it.each([
    ['is to be tried again', { retry_schedule: [0, 3_600, 3_600] }, 'waiting'],
    ['blocks its key', { retry_schedule: [0], on_exhausted: 'block' }, 'blocked'],
  ])(
    'sends what was replayed while the head was under way as soon as that %s',
    async (_what, settings, state) => {
      const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, {
        ordering: 'fifo',
        ...settings,
      });
      const lane = { lane: 'key/a', laneUntil: 'final' as const };
      const first = await on.stage.deliver(endpointId, lane);
      const second = await on.stage.deliver(endpointId, { ...lane, isHead: false });
      const commands = new DeliveryCommands(on.database, { send: () => Promise.resolve() });
      let replayed: Promise<DeliveryOutcome<CommandedDelivery>> | undefined;
      on.answer = async () => {
        if (replayed !== undefined) return 200;
        await (replayed = commands.replay(on.stage.workspaceId, second));
        return 500;
      };

      await on.asked(on.runner(), endpointId);

      expect(await replayed).toMatchObject({ ok: true });
      expect(await on.delivery(second)).toMatchObject({ state: 'succeeded' });
      expect(await on.stage.attempts(second)).toMatchObject([{ is_manual: true }]);
      expect(await on.queued(first)).toMatchObject({ state });
    },
  );

  it('repeats what was interrupted before older ones that came since: it may have arrived', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, { ordering: 'fifo' });
    const lane = { lane: 'key/a', laneUntil: 'final' as const };
    const begun = await on.stage.deliver(endpointId, lane);
    await claimDeliveries(on.database, [{ endpointId, most: 1 }], { holder: 'dead', now: null });
    const older = await on.stage.deliver(endpointId, {
      ...lane,
      isHead: false,
      createdAt: new Date(Date.now() - 60_000),
    });

    await interruptAttempts(on.database, { holder: 'dead' });
    await settleLanes(on.database, [{ endpointId, lane: lane.lane }]);
    await on.asked(on.runner(), endpointId);

    expect(on.peer.requests.map(({ headers }) => headers['webhook-id'])).toEqual([begun, older]);
  });

  it('passes a flush on after the first attempt of each, failed or not', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    on.answer = () => (on.peer.requests.length === 1 ? 500 : 200);
    const lane = { lane: 'flush/1', laneUntil: 'attempted' as const };
    const first = await on.stage.deliver(endpointId, lane);
    const second = await on.stage.deliver(endpointId, { ...lane, isHead: false });

    await on.asked(on.runner(), endpointId);

    expect(await on.queued(first)).toMatchObject({ state: 'waiting', lane: null });
    expect(await on.delivery(second)).toMatchObject({ state: 'succeeded' });
    expect(on.peer.requests.map(({ headers }) => headers['webhook-id'])).toEqual([first, second]);
  });
});
