import { jest } from '@jest/globals';
import { FakeClock, startHttpPeer, until } from '@millwright/testing';
import { EndpointStore } from '../endpoints/endpoint.store.ts';
import { describeSending } from '../testing/sending-suite.ts';

describeSending('what an endpoint may take', (on) => {
  it('D20: a receiver that hangs does not delay another one', async () => {
    const hanging = await startHttpPeer(() => undefined);
    const slow = await on.stage.endpoint(`${hanging.url}/`, { concurrency: 100, timeout_s: 60 });
    const quick = await on.stage.endpoint(`${on.peer.url}/hook`);
    for (let count = 0; count < 60; count += 1) await on.stage.deliver(slow);
    for (let count = 0; count < 60; count += 1) await on.stage.deliver(quick);
    const by = on.runner({ concurrency: 100 });

    await by.ask(slow);
    await until(() => hanging.requests.length === 60);
    await by.ask(quick);
    await until(() => on.peer.requests.length === 60);

    expect(by.inUse).toBeGreaterThanOrEqual(60);
    by.abort();
    await by.drain();
    const [row] = await on.database.query(
      `select count(*)::integer as waiting from delivery_queue where endpoint_id = $1 and state = 'waiting'`,
      [slow],
    );
    expect(row).toEqual({ waiting: 60 });
    await hanging.close();
  });

  it('is not asked any more once it is deleted', async () => {
    const transaction = jest.spyOn(on.database, 'transaction');
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    await on.stage.deliver(endpointId);
    const by = on.runner();
    await on.asked(by, endpointId);
    await on.database.transaction((tx) =>
      new EndpointStore().delete(tx, on.stage.workspaceId, endpointId),
    );

    transaction.mockClear();
    await on.asked(by, endpointId);
    // Whoever is asked again is so after 50 ms, time and again.
    const askedAt = performance.now();
    await until(() => performance.now() - askedAt > 300);

    expect(transaction).toHaveBeenCalledTimes(1);
    transaction.mockRestore();
  });

  if (!on.isEmbedded) {
    it('holds up no other endpoint with the ends of its attempts while somebody has it locked', async () => {
      let answerHeld = (): void => undefined;
      const held = new Promise<void>((resolve) => (answerHeld = resolve));
      on.answer = async (path) => {
        if (path !== '/held') return 200;
        await held;
        return 500;
      };
      const locked = await on.stage.endpoint(`${on.peer.url}/held`);
      const other = await on.stage.endpoint(`${on.peer.url}/hook`);
      const failing = await on.stage.deliver(locked);
      const sound = await on.stage.deliver(other);
      const by = on.runner();
      await by.ask(locked);
      await until(() => on.peer.requests.length === 1);

      let unlock = (): void => undefined;
      const isOver = new Promise<void>((resolve) => (unlock = resolve));
      const lock = 'select endpoint_id from endpoint_health where endpoint_id = $1 for update';
      let isLocked = false;
      const holder = on.database.transaction(async (tx) => {
        await tx.query(lock, [locked]);
        isLocked = true;
        await isOver;
      });
      await until(() => isLocked);
      answerHeld();
      await by.ask(other);
      await until(async () => (await on.delivery(sound)).state === 'succeeded');
      expect(by.inUse).toBe(1);
      unlock();
      await holder;
      await by.idle();

      expect(await on.delivery(failing)).toMatchObject({ state: 'open', attempts: 1 });
      expect(await on.health(locked)).toMatchObject({ consecutive_failures: 1 });
      expect(await on.stage.attempts(failing)).toHaveLength(1);
    });
  }

  it('waits in peace where one host has all the attempts that it may have', async () => {
    const held: (() => void)[] = [];
    let isOpen = false;
    const busy = await startHttpPeer(async () => {
      if (!isOpen) await new Promise<void>((resolve) => held.push(resolve));
      return 200;
    });
    const by = on.runner({ concurrency: 1_000 });
    for (let count = 0; count < 4; count += 1) {
      const endpointId = await on.stage.endpoint(busy.url, { concurrency: 50, timeout_s: 60 });
      for (let each = 0; each < 40; each += 1) await on.stage.deliver(endpointId);
      await by.ask(endpointId);
    }

    await until(() => busy.requests.length === 100);
    expect(by.inUse).toBe(100);
    isOpen = true;
    for (const release of held) release();

    await until(() => busy.requests.length === 160);
    await by.idle();
    await busy.close();
  });

  it('D25: waits for the receiver’s consent, sends with the origin header, and keeps to its rate', async () => {
    const clock = new FakeClock(Date.now());
    let allowed: Record<string, string> = {};
    on.answer = () => ({ status: 200, headers: allowed });
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, {
      format: 'cloudevents',
      verify_origin: true,
      concurrency: 100,
    });
    await on.database.execute(
      'update endpoint_health set origin_next_at = $2 where endpoint_id = $1',
      [endpointId, new Date(clock.now())],
    );
    for (let count = 0; count < 70; count += 1)
      await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    await on.database.execute(
      `update deliveries set format = 'cloudevents' where endpoint_id = $1`,
      [endpointId],
    );
    const by = on.runner({ clock });

    await on.asked(by, endpointId);
    await on.asked(by, endpointId);
    expect(on.peer.requests).toMatchObject([
      { method: 'OPTIONS', headers: { 'webhook-request-origin': 'mw.example' } },
    ]);
    allowed = { 'webhook-allowed-origin': 'mw.example', 'webhook-allowed-rate': '60' };
    clock.advance(10_000);
    await on.asked(by, endpointId);
    await on.asked(by, endpointId);

    expect(await on.health(endpointId)).toMatchObject({ origin_rate: 60, origin_attempts: 2 });
    const posts = on.peer.requests.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(60);
    expect(posts[0]!.headers).toMatchObject({ 'webhook-request-origin': 'mw.example' });
    clock.advance(61_000);
    await on.asked(by, endpointId);
    expect(on.peer.requests.filter(({ method }) => method === 'POST')).toHaveLength(70);
  });

  if (on.isEmbedded) return;

  it('keeps to the endpoint’s concurrency over all runners', async () => {
    let under = 0;
    let most = 0;
    const held: (() => void)[] = [];
    const busy = await startHttpPeer(async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise<void>((resolve) => held.push(resolve));
      under -= 1;
      return 200;
    });
    const endpointId = await on.stage.endpoint(busy.url, { concurrency: 3 });
    for (let count = 0; count < 12; count += 1) await on.stage.deliver(endpointId);
    const all = Array.from({ length: 3 }, () => on.runner());

    for (const one of all) void one.ask(endpointId);
    await until(() => {
      for (const release of held.splice(0)) release();
      return busy.requests.length === 12;
    });
    for (const release of held.splice(0)) release();
    for (const one of all) await one.idle();

    expect(most).toBeLessThanOrEqual(3);
    await busy.close();
  });

  it('D19: in no second more than 10 attempts start, over three runners', async () => {
    const clock = new FakeClock(Date.now());
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, {
      rate_limit: { limit: 10, period: 'second' },
      concurrency: 100,
    });
    for (let count = 0; count < 200; count += 1)
      await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    const all = Array.from({ length: 3 }, () => on.runner({ clock }));

    for (let rounds = 0; rounds < 400 && on.peer.requests.length < 200; rounds += 1) {
      await Promise.all(all.map((one) => on.asked(one, endpointId)));
      clock.advance(90 + (rounds % 5) * 40);
    }

    const starts = await on.database.query<{ ms: number }>(
      `select (extract(epoch from started_at) * 1000)::float8 as ms from attempts
         where endpoint_id = $1 order by started_at`,
      [endpointId],
    );
    expect(starts).toHaveLength(200);
    for (const [index, { ms }] of starts.entries()) {
      const within = starts.slice(index).filter((other) => other.ms < ms + 1_000);
      expect(within.length).toBeLessThanOrEqual(10);
    }
  }, 60_000);
});
