import type { Id } from '@millwright/kernel';
import { FakeClock } from '@millwright/testing';
import { describeSending } from '../testing/sending-suite.ts';

const MINUTE_MS = 60_000;
const after = (clock: FakeClock, ms: number): Date => new Date(clock.now() + ms);

describeSending('the health of endpoints', (on) => {
  it('D15: opens the circuit after 10 failures, probes once, waits twice as long, and closes for all', async () => {
    on.answer = () => 500;
    const clock = new FakeClock(Date.now());
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, { auto_disable: false });
    const ids = await Promise.all(
      Array.from({ length: 12 }, () =>
        on.stage.deliver(endpointId, { runAt: new Date(clock.now()) }),
      ),
    );
    const by = on.runner({ clock });
    await on.asked(by, endpointId);
    const first = on.peer.requests.length;
    expect(first).toBeGreaterThanOrEqual(10);
    expect(await on.health(endpointId)).toMatchObject({ circuit: 'open', probe_delay_s: 60 });

    const delays: number[] = [];
    for (let probes = 1; probes <= 8; probes += 1) {
      const { next_probe_at: at, probe_delay_s: delay } = await on.health(endpointId);
      delays.push(delay as number);
      clock.set((at as Date).getTime() - 1);
      await on.asked(by, endpointId);
      expect(on.peer.requests).toHaveLength(first + probes - 1);
      clock.advance(1);
      await on.asked(by, endpointId);
      expect(on.peer.requests).toHaveLength(first + probes);
    }
    expect(delays).toEqual([60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);

    on.answer = () => 200;
    clock.advance(3_600_000);
    await on.asked(by, endpointId);
    clock.advance(3 * 86_400_000);
    await on.asked(by, endpointId);

    expect(await on.health(endpointId)).toMatchObject({
      circuit: 'closed',
      consecutive_failures: 0,
      failing_since: null,
      next_probe_at: null,
    });
    for (const id of ids) expect(await on.delivery(id)).toMatchObject({ state: 'succeeded' });
  });

  it('M21, M22: warns once after an hour of failures, and tells when it is over', async () => {
    on.answer = () => 500;
    const clock = new FakeClock(Date.now());
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    const { updated_at } = await on.stage.row<{ updated_at: Date }>('endpoints', endpointId);
    const ids: Id[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.push(await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) }));
    const by = on.runner({ clock });

    for (let round = 0; round < 20; round += 1) {
      await on.asked(by, endpointId);
      clock.advance(10 * MINUTE_MS);
    }

    const topics = async (): Promise<string[]> =>
      (await on.stage.notices()).map(({ topic }) => topic);
    expect(await topics()).toEqual(['millwright/endpoint/failing']);
    expect(await on.stage.notices()).toMatchObject([
      {
        data: {
          endpoint: { id: endpointId, url_host: `127.0.0.1:${on.peer.port}` },
          unfinished_deliveries: 3,
        },
      },
    ]);
    expect(await on.health(endpointId)).toMatchObject({
      failing_since: expect.any(Date),
      last_notice_at: expect.any(Date),
      circuit: 'open',
      circuit_opened_at: expect.any(Date),
    });
    expect((await on.stage.row<{ updated_at: Date }>('endpoints', endpointId)).updated_at).toEqual(
      updated_at,
    );
    for (const id of ids) expect(await on.delivery(id)).toMatchObject({ state: 'open' });

    on.answer = () => 200;
    clock.advance(86_400_000);
    await on.asked(by, endpointId);

    expect(await topics()).toEqual([
      'millwright/endpoint/failing',
      'millwright/endpoint/recovered',
    ]);
    expect(await on.health(endpointId)).toMatchObject({
      failing_since: null,
      last_notice_at: null,
      circuit: 'closed',
      circuit_opened_at: null,
    });
    for (const id of ids) expect(await on.delivery(id)).toMatchObject({ state: 'succeeded' });
  });

  it('M11, M26: 410 disables at once, with one notice, whatever the settings', async () => {
    on.answer = () => 410;
    const clock = new FakeClock(Date.now());
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, { auto_disable: false });
    await on.database.execute('update endpoints set edited_at = $2 where id = $1', [
      endpointId,
      after(clock, -MINUTE_MS),
    ]);
    const id = await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    const by = on.runner({ clock });

    await on.asked(by, endpointId);

    expect(await on.stage.row('endpoints', endpointId)).toMatchObject({
      enabled: false,
      disabled_reason: 'gone',
    });
    expect(await on.delivery(id)).toMatchObject({ state: 'failed', error_code: 'endpoint_gone' });
    expect(await on.stage.notices()).toMatchObject([
      { topic: 'millwright/endpoint/disabled', data: { reason: 'gone' } },
    ]);
  });

  it('M11, M24, M9: disables what has failed for 5 days and 20 attempts', async () => {
    on.answer = () => 500;
    const clock = new FakeClock(Date.now());
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    await on.database.execute(
      `update endpoint_health set failing_since = $2, failed_attempts = 19, last_success_at = $3 where endpoint_id = $1`,
      [endpointId, after(clock, -5 * 86_400_000), after(clock, -6 * 86_400_000)],
    );
    await on.database.execute('update endpoints set edited_at = $2 where id = $1', [
      endpointId,
      after(clock, -7 * 86_400_000),
    ]);
    const id = await on.stage.deliver(endpointId, { runAt: new Date(clock.now()) });

    await on.asked(on.runner({ clock }), endpointId);

    expect(await on.stage.row('endpoints', endpointId)).toMatchObject({
      enabled: false,
      disabled_reason: 'failing',
    });
    // Kept, and waiting.
    expect(await on.queued(id)).toMatchObject({ state: 'waiting' });
    expect((await on.stage.notices()).map(({ topic }) => topic)).toEqual([
      'millwright/endpoint/disabled',
    ]);
  });

  it('D16: of a disabled endpoint nothing starts; enabled, all of it does', async () => {
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`);
    for (let count = 0; count < 50; count += 1) await on.stage.deliver(endpointId);
    await on.database.execute('update endpoints set enabled = false where id = $1', [endpointId]);
    const by = on.runner();

    await on.asked(by, endpointId);
    expect(on.peer.requests).toHaveLength(0);
    await on.database.execute('update endpoints set enabled = true where id = $1', [endpointId]);
    await on.asked(by, endpointId);

    expect(on.peer.requests).toHaveLength(50);
  });

  it('tells nothing about deliveries of what it tells', async () => {
    on.answer = () => 500;
    const endpointId = await on.stage.endpoint(`${on.peer.url}/hook`, { retry_schedule: [0] });
    const id = await on.stage.deliver(endpointId, { topic: 'millwright/endpoint/failing' });

    await on.asked(on.runner(), endpointId);

    expect(await on.delivery(id)).toMatchObject({ state: 'failed' });
    expect(await on.stage.notices()).toEqual([]);
  });
});
