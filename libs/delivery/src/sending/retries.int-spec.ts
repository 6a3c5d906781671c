import { FakeClock } from '@millwright/testing';
import { describeSending } from '../testing/sending-suite.ts';

describeSending('attempts after a failure', (on) => {
  it('D9: tries by the schedule, each delay 100 to 120 percent, then gives up and says so once', async () => {
    on.answer = () => 500;
    const clock = new FakeClock(Date.now());
    const start = clock.now();
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId, { runAt: new Date(start) });
    const steps = [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400];
    let chance = 0;
    const by = on.runner({ clock, random: () => (chance += 0.09) });

    for (let number = 1; number <= 10; number += 1) {
      // Neither circuit nor disabling is in this.
      await on.database.execute(
        `update endpoint_health set circuit = 'closed', consecutive_failures = 0 where endpoint_id = $1`,
        [endpointId],
      );
      await on.asked(by, endpointId);
      expect(await on.stage.attempts(id)).toHaveLength(number);
      const row = await on.queued(id);
      if (number === 10) break;
      const delayMs = row!.run_at.getTime() - clock.now();
      expect(delayMs).toBeGreaterThanOrEqual(steps[number]! * 1_000);
      expect(delayMs).toBeLessThanOrEqual(steps[number]! * 1_200);
      clock.set(row!.run_at.getTime() - 1);
      await on.asked(by, endpointId);
      expect(await on.stage.attempts(id)).toHaveLength(number);
      clock.advance(1);
    }

    expect(await on.delivery(id)).toMatchObject({
      state: 'failed',
      attempts: 10,
      error_code: 'http_status',
      last_status_code: 500,
    });
    const failed = (await on.stage.notices()).filter(
      ({ topic }) => topic === 'millwright/delivery/failed',
    );
    expect(failed).toMatchObject([
      {
        data: {
          endpoint: { id: endpointId },
          delivery: { id, attempts: 10, topics: ['user/a/b'] },
          last_attempt: { number: 10, status_code: 500 },
        },
      },
    ]);
    expect(on.stage.published.length).toBeGreaterThan(0);
  });

  it.each([
    ['900', 1, 900],
    [(now: number) => new Date(now + 900_000).toUTCString(), 1, 899],
    ['172800', 1, 86_400],
    ['1', 3, 1_800],
  ])('D10: Retry-After %s on attempt %i waits %i s at least', async (value, number, seconds) => {
    const clock = new FakeClock(Math.floor(Date.now() / 1_000) * 1_000);
    const text = typeof value === 'string' ? value : value(clock.now());
    on.answer = () => ({ status: 500, headers: { 'retry-after': text } });
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const id = await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    await on.database.execute(
      'update delivery_queue set attempt = $2, step = $2 where delivery_id = $1',
      [id, number - 1],
    );

    await on.asked(on.runner({ clock }), endpointId);

    const waitedMs = (await on.queued(id))!.run_at.getTime() - clock.now();
    expect(waitedMs).toBeGreaterThanOrEqual(seconds * 1_000);
    // What the answer took lies between.
    expect(waitedMs).toBeLessThanOrEqual(seconds * 1_000 + 2_000);
  });

  it('D11: 429 with Retry-After stops the endpoint, and no other', async () => {
    const clock = new FakeClock(Date.now());
    on.answer = (path) =>
      path === '/limited' ? { status: 429, headers: { 'retry-after': '600' } } : 200;
    const limited = await on.stage.endpoint(`${on.peer.url}/limited`, { concurrency: 1 });
    const other = await on.stage.endpoint(`${on.peer.url}/other`);
    for (let count = 0; count < 3; count += 1) {
      await on.stage.deliver(limited, { runAt: new Date(clock.now()) });
      await on.stage.deliver(other, { runAt: new Date(clock.now()) });
    }
    const by = on.runner({ clock });

    await by.ask(limited);
    await on.asked(by, other);
    await on.asked(by, limited);

    const paths = (): string[] => on.peer.requests.map(({ url }) => url);
    expect(paths().filter((path) => path === '/limited')).toHaveLength(1);
    expect(paths().filter((path) => path === '/other')).toHaveLength(3);
    expect(await on.health(limited)).toMatchObject({ consecutive_failures: 0, circuit: 'closed' });
    clock.advance(601_000);
    on.answer = () => 200;
    await on.asked(by, limited);
    expect(paths().filter((path) => path === '/limited')).toHaveLength(4);
  });
});
