import type { Database } from '@millwright/database';
import { openEmbeddedTestDatabase, openTestDatabase } from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { FakeClock, leakCheck, startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import { SendingStage } from '../testing/sending-stage.ts';
import { claimDeliveries } from './claim/claim-deliveries.ts';
import type { DeliveryRunner } from './running/delivery-runner.ts';
import { interruptAttempts } from './end/interrupt-attempts.ts';

afterAll(leakCheck());

const MINUTE_MS = 60_000;
const after = (clock: FakeClock, ms: number): Date => new Date(clock.now() + ms);

describe.each([
  ['Postgres', openTestDatabase],
  ['PGlite', openEmbeddedTestDatabase],
])('sending on %s', (name, open) => {
  let database: Database;
  let closeDatabase: () => Promise<void>;
  let stage: SendingStage;
  let peer: HttpPeer;
  let answer: (path: string) => Parameters<typeof reply>[0];
  const reply = (
    as: number | { status: number; headers?: Record<string, string>; body?: string },
  ) => as;

  beforeAll(async () => {
    ({ database, close: closeDatabase } = await open());
    peer = await startHttpPeer(({ url }) => reply(answer(url)));
  }, 60_000);
  beforeEach(async () => {
    answer = () => 200;
    peer.requests.length = 0;
    stage = await SendingStage.open(database);
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.drain();
    await stage.close();
  });
  afterAll(async () => {
    await peer.close();
    await closeDatabase();
  });

  const runners: DeliveryRunner[] = [];
  const runner = (options: Parameters<SendingStage['runner']>[0] = {}): DeliveryRunner => {
    const made = stage.runner(options);
    runners.push(made);
    return made;
  };
  const asked = async (by: DeliveryRunner, endpointId: Id): Promise<void> => {
    await by.ask(endpointId);
    await by.idle();
  };
  const queued = (id: Id) =>
    stage.row<{ state: string; run_at: Date; step: number; attempt: number } | undefined>(
      'delivery_queue',
      id,
      'delivery_id',
    );
  const delivery = (id: Id) =>
    stage.row<{
      state: string;
      attempts: number;
      error_code: string | null;
      last_status_code: number | null;
      stopped_at: Date | null;
    }>('deliveries', id);
  const health = (id: Id) =>
    stage.row<Record<string, unknown>>('endpoint_health', id, 'endpoint_id');

  it('M5, M25: ends a delivery with one attempt that says all there is to say', async () => {
    answer = () => ({ status: 200, headers: { 'x-answer': 'yes' }, body: 'thanks' });
    const endpointId = await stage.endpoint(`${peer.url}/hook`, { headers: { 'X-Key': 's3cret' } });
    const id = await stage.deliver(endpointId);

    await asked(runner(), endpointId);

    const [attempt, ...others] = await stage.attempts(id);
    expect(others).toEqual([]);
    expect(attempt).toMatchObject({
      number: 1,
      status_code: 200,
      response_body: 'thanks',
      remote_address: '127.0.0.1',
      error_code: null,
    });
    expect(attempt!.request_headers).toMatchObject({ 'X-Key': '***', 'webhook-id': id });
    expect(attempt!.response_headers).toMatchObject({ 'x-answer': 'yes' });
    expect(await delivery(id)).toMatchObject({ state: 'succeeded', attempts: 1 });
    expect(await queued(id)).toBeUndefined();
    expect(peer.requests).toHaveLength(1);
    expect(peer.requests[0]!.headers).toMatchObject({ 'x-key': 's3cret', 'webhook-id': id });
    expect(peer.requests[0]!.body.toString()).toBe('{"a":1.0}');
  });

  it('D1: has attempt and start committed before the first byte arrives', async () => {
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    const id = await stage.deliver(endpointId);
    let seen: unknown;
    let looked: Promise<void> | undefined;
    answer = () => {
      looked = Promise.all([stage.attempts(id), queued(id)]).then((found) => {
        seen = found;
      });
      return 200;
    };

    await asked(runner(), endpointId);
    await looked;

    const [attempts, row] = seen as [unknown[], { state: string } | undefined];
    expect(attempts).toMatchObject([{ number: 1 }]);
    // By then its end may be committed too.
    expect(row?.state ?? 'started').toBe('started');
  });

  it('D1: repeats what a dead runner had under way: same id and bytes, another timestamp', async () => {
    const clock = new FakeClock(Date.now());
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    const id = await stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    const asks = [{ endpointId, most: 10 }];
    // Claimed, and never heard of again.
    await claimDeliveries(database, asks, { holder: 'dead', now: new Date(clock.now()) });
    clock.advance(59_000);
    expect(await interruptAttempts(database, { lostBefore: new Date(clock.now()) })).toEqual([]);
    clock.advance(2_000);

    const freed = await interruptAttempts(database, { lostBefore: new Date(clock.now()) });
    expect(freed).toEqual([{ endpointId, workspaceId: stage.workspaceId }]);
    expect(await queued(id)).toMatchObject({ state: 'waiting', step: 0, attempt: 1 });
    await asked(runner({ clock }), endpointId);

    expect(await stage.attempts(id)).toMatchObject([
      { number: 1, error_code: 'interrupted' },
      { number: 2, error_code: null, status_code: 200 },
    ]);
    expect(peer.requests).toHaveLength(1);
    expect(peer.requests[0]!.headers).toMatchObject({
      'webhook-id': id,
      'x-millwright-attempt': '2',
    });
  });

  it('D9: tries by the schedule, each delay 100 to 120 percent, then gives up and says so once', async () => {
    answer = () => 500;
    const clock = new FakeClock(Date.now());
    const start = clock.now();
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    const id = await stage.deliver(endpointId, { runAt: new Date(start) });
    const steps = [0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400];
    let chance = 0;
    const by = runner({ clock, random: () => (chance += 0.09) });

    for (let number = 1; number <= 10; number += 1) {
      // Neither circuit nor disabling is in this.
      await database.execute(
        `update endpoint_health set circuit = 'closed', consecutive_failures = 0 where endpoint_id = $1`,
        [endpointId],
      );
      await asked(by, endpointId);
      expect(await stage.attempts(id)).toHaveLength(number);
      const row = await queued(id);
      if (number === 10) break;
      const delayMs = row!.run_at.getTime() - clock.now();
      expect(delayMs).toBeGreaterThanOrEqual(steps[number]! * 1_000);
      expect(delayMs).toBeLessThanOrEqual(steps[number]! * 1_200);
      clock.set(row!.run_at.getTime() - 1);
      await asked(by, endpointId);
      expect(await stage.attempts(id)).toHaveLength(number);
      clock.advance(1);
    }

    expect(await delivery(id)).toMatchObject({
      state: 'failed',
      attempts: 10,
      error_code: 'http_status',
      last_status_code: 500,
    });
    const failed = (await stage.notices()).filter(
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
    expect(stage.published.length).toBeGreaterThan(0);
  });

  it.each([
    ['900', 1, 900],
    [(now: number) => new Date(now + 900_000).toUTCString(), 1, 899],
    ['172800', 1, 86_400],
    ['1', 3, 1_800],
  ])('D10: Retry-After %s on attempt %i waits %i s at least', async (value, number, seconds) => {
    const clock = new FakeClock(Math.floor(Date.now() / 1_000) * 1_000);
    const text = typeof value === 'string' ? value : value(clock.now());
    answer = () => ({ status: 500, headers: { 'retry-after': text } });
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    const id = await stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    await database.execute(
      'update delivery_queue set attempt = $2, step = $2 where delivery_id = $1',
      [id, number - 1],
    );

    await asked(runner({ clock }), endpointId);

    const waitedMs = (await queued(id))!.run_at.getTime() - clock.now();
    expect(waitedMs).toBeGreaterThanOrEqual(seconds * 1_000);
    // What the answer took lies between.
    expect(waitedMs).toBeLessThanOrEqual(seconds * 1_000 + 2_000);
  });

  it('D11: 429 with Retry-After stops the endpoint, and no other', async () => {
    const clock = new FakeClock(Date.now());
    answer = (path) =>
      path === '/limited' ? { status: 429, headers: { 'retry-after': '600' } } : 200;
    const limited = await stage.endpoint(`${peer.url}/limited`, { concurrency: 1 });
    const other = await stage.endpoint(`${peer.url}/other`);
    for (let count = 0; count < 3; count += 1) {
      await stage.deliver(limited, { runAt: new Date(clock.now()) });
      await stage.deliver(other, { runAt: new Date(clock.now()) });
    }
    const by = runner({ clock });

    await by.ask(limited);
    await asked(by, other);
    await asked(by, limited);

    const paths = (): string[] => peer.requests.map(({ url }) => url);
    expect(paths().filter((path) => path === '/limited')).toHaveLength(1);
    expect(paths().filter((path) => path === '/other')).toHaveLength(3);
    expect(await health(limited)).toMatchObject({ consecutive_failures: 0, circuit: 'closed' });
    clock.advance(601_000);
    answer = () => 200;
    await asked(by, limited);
    expect(paths().filter((path) => path === '/limited')).toHaveLength(4);
  });

  it.each([301, 302, 307, 308])('D12: refuses a redirect by %i and tries again', async (status) => {
    const elsewhere = await startHttpPeer();
    answer = () => ({ status, headers: { location: `${elsewhere.url}/x` } });
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    const id = await stage.deliver(endpointId);

    await asked(runner(), endpointId);

    expect(elsewhere.requests).toEqual([]);
    expect(await stage.attempts(id)).toMatchObject([
      { error_code: 'redirect_refused', status_code: status },
    ]);
    expect(await queued(id)).toMatchObject({ state: 'waiting' });
    await elsewhere.close();
  });

  it.each([200, 201, 202, 204, 299])('D13: %i is a success', async (status) => {
    answer = () => status;
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    const id = await stage.deliver(endpointId);

    await asked(runner(), endpointId);

    expect(await delivery(id)).toMatchObject({ state: 'succeeded', last_status_code: status });
  });

  it.each([300, 400, 401, 404, 408, 500, 503])(
    'D13: %i fails and is tried again',
    async (status) => {
      answer = () => status;
      const endpointId = await stage.endpoint(`${peer.url}/hook`);
      const id = await stage.deliver(endpointId);

      await asked(runner(), endpointId);

      expect(await delivery(id)).toMatchObject({ state: 'open', last_status_code: status });
      expect(await queued(id)).toMatchObject({ state: 'waiting', attempt: 1 });
    },
  );

  it('D14: keeps 20,000 bytes of an answer of 1 MiB, which changes nothing', async () => {
    answer = () => ({ status: 200, body: 'é'.repeat(524_288) });
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    const id = await stage.deliver(endpointId);

    await asked(runner(), endpointId);

    expect(await stage.attempts(id)).toMatchObject([
      { error_code: null, is_truncated: true, response_body: 'é'.repeat(10_000) },
    ]);
  });

  it('D15: opens the circuit after 10 failures, probes once, waits twice as long, and closes for all', async () => {
    answer = () => 500;
    const clock = new FakeClock(Date.now());
    const endpointId = await stage.endpoint(`${peer.url}/hook`, { auto_disable: false });
    const ids = await Promise.all(
      Array.from({ length: 12 }, () => stage.deliver(endpointId, { runAt: new Date(clock.now()) })),
    );
    const by = runner({ clock });
    await asked(by, endpointId);
    const first = peer.requests.length;
    expect(first).toBeGreaterThanOrEqual(10);
    expect(await health(endpointId)).toMatchObject({ circuit: 'open', probe_delay_s: 60 });

    const delays: number[] = [];
    for (let probes = 1; probes <= 8; probes += 1) {
      const { next_probe_at: at, probe_delay_s: delay } = await health(endpointId);
      delays.push(delay as number);
      clock.set((at as Date).getTime() - 1);
      await asked(by, endpointId);
      expect(peer.requests).toHaveLength(first + probes - 1);
      clock.advance(1);
      await asked(by, endpointId);
      expect(peer.requests).toHaveLength(first + probes);
    }
    expect(delays).toEqual([60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);

    answer = () => 200;
    clock.advance(3_600_000);
    await asked(by, endpointId);
    clock.advance(3 * 86_400_000);
    await asked(by, endpointId);

    expect(await health(endpointId)).toMatchObject({
      circuit: 'closed',
      consecutive_failures: 0,
      failing_since: null,
      next_probe_at: null,
    });
    for (const id of ids) expect(await delivery(id)).toMatchObject({ state: 'succeeded' });
  });

  it('M21, M22: warns once after an hour of failures, and tells when it is over', async () => {
    answer = () => 500;
    const clock = new FakeClock(Date.now());
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    const { updated_at } = await stage.row<{ updated_at: Date }>('endpoints', endpointId);
    const ids: Id[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.push(await stage.deliver(endpointId, { runAt: new Date(clock.now()) }));
    const by = runner({ clock });

    for (let round = 0; round < 20; round += 1) {
      await asked(by, endpointId);
      clock.advance(10 * MINUTE_MS);
    }

    const topics = async (): Promise<string[]> => (await stage.notices()).map(({ topic }) => topic);
    expect(await topics()).toEqual(['millwright/endpoint/failing']);
    expect(await stage.notices()).toMatchObject([
      {
        data: {
          endpoint: { id: endpointId, url_host: `127.0.0.1:${peer.port}` },
          unfinished_deliveries: 3,
        },
      },
    ]);
    expect(await health(endpointId)).toMatchObject({
      failing_since: expect.any(Date),
      last_notice_at: expect.any(Date),
      circuit: 'open',
      circuit_opened_at: expect.any(Date),
    });
    expect((await stage.row<{ updated_at: Date }>('endpoints', endpointId)).updated_at).toEqual(
      updated_at,
    );
    for (const id of ids) expect(await delivery(id)).toMatchObject({ state: 'open' });

    answer = () => 200;
    clock.advance(86_400_000);
    await asked(by, endpointId);

    expect(await topics()).toEqual([
      'millwright/endpoint/failing',
      'millwright/endpoint/recovered',
    ]);
    expect(await health(endpointId)).toMatchObject({
      failing_since: null,
      last_notice_at: null,
      circuit: 'closed',
      circuit_opened_at: null,
    });
    for (const id of ids) expect(await delivery(id)).toMatchObject({ state: 'succeeded' });
  });

  it('M26: 410 disables at once, with one notice, whatever the settings', async () => {
    answer = () => 410;
    const clock = new FakeClock(Date.now());
    const endpointId = await stage.endpoint(`${peer.url}/hook`, { auto_disable: false });
    await database.execute('update endpoints set edited_at = $2 where id = $1', [
      endpointId,
      after(clock, -MINUTE_MS),
    ]);
    const id = await stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    const by = runner({ clock });

    await asked(by, endpointId);

    expect(await stage.row('endpoints', endpointId)).toMatchObject({
      enabled: false,
      disabled_reason: 'gone',
    });
    expect(await delivery(id)).toMatchObject({ state: 'failed', error_code: 'endpoint_gone' });
    expect(await stage.notices()).toMatchObject([
      { topic: 'millwright/endpoint/disabled', data: { reason: 'gone' } },
    ]);
  });

  it('M24, M9: disables what has failed for 5 days and 20 attempts', async () => {
    answer = () => 500;
    const clock = new FakeClock(Date.now());
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    await database.execute(
      `update endpoint_health set failing_since = $2, failed_attempts = 19, last_success_at = $3 where endpoint_id = $1`,
      [endpointId, after(clock, -5 * 86_400_000), after(clock, -6 * 86_400_000)],
    );
    await database.execute('update endpoints set edited_at = $2 where id = $1', [
      endpointId,
      after(clock, -7 * 86_400_000),
    ]);
    const id = await stage.deliver(endpointId, { runAt: new Date(clock.now()) });

    await asked(runner({ clock }), endpointId);

    expect(await stage.row('endpoints', endpointId)).toMatchObject({
      enabled: false,
      disabled_reason: 'failing',
    });
    // Kept, and waiting.
    expect(await queued(id)).toMatchObject({ state: 'waiting' });
    expect((await stage.notices()).map(({ topic }) => topic)).toEqual([
      'millwright/endpoint/disabled',
    ]);
  });

  it('D16: of a disabled endpoint nothing starts; enabled, all of it does', async () => {
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    for (let count = 0; count < 50; count += 1) await stage.deliver(endpointId);
    await database.execute('update endpoints set enabled = false where id = $1', [endpointId]);
    const by = runner();

    await asked(by, endpointId);
    expect(peer.requests).toHaveLength(0);
    await database.execute('update endpoints set enabled = true where id = $1', [endpointId]);
    await asked(by, endpointId);

    expect(peer.requests).toHaveLength(50);
  });

  it('D18: sends each key in order, whatever fails; keys do not wait for one another', async () => {
    const clock = new FakeClock(Date.now());
    const endpointId = await stage.endpoint(`${peer.url}/hook`, {
      ordering: 'fifo',
      concurrency: 50,
      auto_disable: false,
      retry_schedule: Array.from({ length: 50 }, () => 0),
    });
    let seed = 7;
    const chance = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    answer = () => (chance() < 0.2 ? 500 : 200);
    const order = new Map<string, Id[]>();
    const perKey = name === 'PGlite' ? 10 : 40;
    for (let count = 0; count < perKey * 10; count += 1) {
      const lane = `key/${count % 10}`;
      const known = order.get(lane) ?? [];
      const id = await stage.deliver(endpointId, {
        lane,
        laneUntil: 'final',
        isHead: known.length === 0,
        runAt: new Date(clock.now()),
        createdAt: new Date(clock.now() + count),
      });
      order.set(lane, [...known, id]);
    }
    const by = runner({ clock });

    for (let rounds = 0; rounds < 200; rounds += 1) {
      await asked(by, endpointId);
      const [row] = await database.query<{ left: number }>(
        'select count(*)::integer as left from delivery_queue where endpoint_id = $1',
        [endpointId],
      );
      if (row!.left === 0) break;
      clock.advance(3_600_000);
    }

    const starts = await database.query<{ delivery_id: Id }>(
      `select delivery_id from attempts where endpoint_id = $1 and error_code is null order by started_at, id`,
      [endpointId],
    );
    expect(starts).toHaveLength(perKey * 10);
    const accepted = peer.requests.map(({ headers }) => headers['webhook-id'] as Id);
    for (const ids of order.values()) {
      const lasts = ids.map((id) => accepted.lastIndexOf(id));
      expect(lasts).toEqual([...lasts].sort((a, b) => a - b));
      const firsts = ids.map((id) => accepted.indexOf(id));
      for (let index = 1; index < ids.length; index += 1)
        expect(firsts[index]).toBeGreaterThan(lasts[index - 1]!);
    }
  }, 60_000);

  it('D18: a failed delivery blocks its key where the endpoint says so, and no other', async () => {
    const endpointId = await stage.endpoint(`${peer.url}/hook`, {
      ordering: 'fifo',
      on_exhausted: 'block',
      retry_schedule: [0],
    });
    answer = () => (peer.requests.length === 1 ? 500 : 200);
    const lane = { lane: 'key/a', laneUntil: 'final' as const };
    const first = await stage.deliver(endpointId, lane);
    const second = await stage.deliver(endpointId, { ...lane, isHead: false });
    const by = runner();
    await asked(by, endpointId);
    const other = await stage.deliver(endpointId, { ...lane, lane: 'key/b' });
    await asked(by, endpointId);

    expect(await delivery(first)).toMatchObject({ state: 'failed' });
    expect(await queued(first)).toMatchObject({ state: 'blocked' });
    expect(await delivery(second)).toMatchObject({ state: 'open', attempts: 0 });
    expect(await delivery(other)).toMatchObject({ state: 'succeeded' });
  });

  it('passes a flush on after the first attempt of each, failed or not', async () => {
    const endpointId = await stage.endpoint(`${peer.url}/hook`);
    answer = () => (peer.requests.length === 1 ? 500 : 200);
    const lane = { lane: 'flush/1', laneUntil: 'attempted' as const };
    const first = await stage.deliver(endpointId, lane);
    const second = await stage.deliver(endpointId, { ...lane, isHead: false });

    await asked(runner(), endpointId);

    expect(await queued(first)).toMatchObject({ state: 'waiting', lane: null });
    expect(await delivery(second)).toMatchObject({ state: 'succeeded' });
    expect(peer.requests.map(({ headers }) => headers['webhook-id'])).toEqual([first, second]);
  });

  it('D20: a receiver that hangs does not delay another one', async () => {
    const hanging = await startHttpPeer(() => undefined);
    const slow = await stage.endpoint(`${hanging.url}/`, { concurrency: 100, timeout_s: 60 });
    const quick = await stage.endpoint(`${peer.url}/hook`);
    for (let count = 0; count < 60; count += 1) await stage.deliver(slow);
    for (let count = 0; count < 60; count += 1) await stage.deliver(quick);
    const by = runner({ concurrency: 100 });

    await by.ask(slow);
    await until(() => hanging.requests.length === 60);
    await by.ask(quick);
    await until(() => peer.requests.length === 60);

    expect(by.inUse).toBeGreaterThanOrEqual(60);
    by.abort();
    await by.drain();
    const [row] = await database.query(
      `select count(*)::integer as waiting from delivery_queue where endpoint_id = $1 and state = 'waiting'`,
      [slow],
    );
    expect(row).toEqual({ waiting: 60 });
    await hanging.close();
  });

  it('waits in peace where one host has all the attempts that it may have', async () => {
    const held: (() => void)[] = [];
    let isOpen = false;
    const busy = await startHttpPeer(async () => {
      if (!isOpen) await new Promise<void>((resolve) => held.push(resolve));
      return 200;
    });
    const by = runner({ concurrency: 1_000 });
    for (let count = 0; count < 4; count += 1) {
      const endpointId = await stage.endpoint(busy.url, { concurrency: 50, timeout_s: 60 });
      for (let each = 0; each < 40; each += 1) await stage.deliver(endpointId);
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

  it('D23: fails what a template makes too large, without a request', async () => {
    const endpointId = await stage.endpoint(`${peer.url}/hook`, { transformation: '"x"' });
    const eventId = await storedEvent();
    const id = await stage.deliver(endpointId, { body: null, eventId });
    const liquid = {
      renderText: () => Promise.resolve({ ok: true as const, text: `"${'x'.repeat(200)}"` }),
    };

    await asked(runner({ liquid, maxBodyBytes: 100 }), endpointId);

    expect(await delivery(id)).toMatchObject({ state: 'failed', error_code: 'payload_too_large' });
    expect(peer.requests).toEqual([]);
  });

  it('renders a template once: the attempts after it send the same bytes', async () => {
    const clock = new FakeClock(Date.now());
    answer = () => 500;
    const endpointId = await stage.endpoint(`${peer.url}/hook`, {
      transformation: 'not rendered here',
    });
    const eventId = await storedEvent();
    await stage.deliver(endpointId, { body: null, eventId, runAt: new Date(clock.now()) });
    let renders = 0;
    const liquid = {
      renderText: () =>
        Promise.resolve({ ok: true as const, text: ` {"n": ${(renders += 1)}.0} ` }),
    };
    const by = runner({ clock, liquid });

    await asked(by, endpointId);
    clock.advance(10_000);
    await asked(by, endpointId);

    const bodies = peer.requests.map(({ body }) => body.toString());
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toContain('"data":{"n":1.0}');
    expect(bodies[1]).toBe(bodies[0]);
    expect(renders).toBe(1);
  });

  it('records a template that fails as a failed attempt, to be tried again, and blames no receiver', async () => {
    const endpointId = await stage.endpoint(`${peer.url}/hook`, {
      transformation: 'not rendered here',
    });
    const id = await stage.deliver(endpointId, { body: null, eventId: await storedEvent() });
    const error = { code: 'liquid_render', message: 'no such filter', line: 3 };
    const liquid = { renderText: () => Promise.resolve({ ok: false as const, error }) };

    await asked(runner({ liquid }), endpointId);

    expect(await stage.attempts(id)).toMatchObject([
      {
        error_code: 'transformation_failed',
        error_message: 'the transformation failed: no such filter (line 3)',
      },
    ]);
    expect(await queued(id)).toMatchObject({ state: 'waiting' });
    expect(await health(endpointId)).toMatchObject({
      consecutive_failures: 0,
      failing_since: null,
    });
  });

  it('D26: the next attempt goes to the new URL with the old bytes', async () => {
    const clock = new FakeClock(Date.now());
    answer = (path) => (path === '/old' ? 500 : 200);
    const endpointId = await stage.endpoint(`${peer.url}/old`);
    const id = await stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    const by = runner({ clock });
    await asked(by, endpointId);

    await database.execute(
      'update endpoints set url = $2, changed_epoch = changed_epoch + 1 where id = $1',
      [endpointId, `${peer.url}/new`],
    );
    clock.advance(10_000);
    await asked(by, endpointId);

    expect(peer.requests.map(({ url }) => url)).toEqual(['/old', '/new']);
    expect(peer.requests[1]!.body).toEqual(peer.requests[0]!.body);
    expect(await delivery(id)).toMatchObject({ state: 'succeeded' });
  });

  it('D25: waits for the receiver’s consent, sends with the origin header, and keeps to its rate', async () => {
    const clock = new FakeClock(Date.now());
    let allowed: Record<string, string> = {};
    answer = () => ({ status: 200, headers: allowed });
    const endpointId = await stage.endpoint(`${peer.url}/hook`, {
      format: 'cloudevents',
      verify_origin: true,
      concurrency: 100,
    });
    await database.execute(
      'update endpoint_health set origin_next_at = $2 where endpoint_id = $1',
      [endpointId, new Date(clock.now())],
    );
    for (let count = 0; count < 70; count += 1)
      await stage.deliver(endpointId, { runAt: new Date(clock.now()) });
    await database.execute(`update deliveries set format = 'cloudevents' where endpoint_id = $1`, [
      endpointId,
    ]);
    const by = runner({ clock });

    await asked(by, endpointId);
    await asked(by, endpointId);
    expect(peer.requests).toMatchObject([
      { method: 'OPTIONS', headers: { 'webhook-request-origin': 'mw.example' } },
    ]);
    allowed = { 'webhook-allowed-origin': 'mw.example', 'webhook-allowed-rate': '60' };
    clock.advance(10_000);
    await asked(by, endpointId);
    await asked(by, endpointId);

    expect(await health(endpointId)).toMatchObject({ origin_rate: 60, origin_attempts: 2 });
    const posts = peer.requests.filter(({ method }) => method === 'POST');
    expect(posts).toHaveLength(60);
    expect(posts[0]!.headers).toMatchObject({ 'webhook-request-origin': 'mw.example' });
    clock.advance(61_000);
    await asked(by, endpointId);
    expect(peer.requests.filter(({ method }) => method === 'POST')).toHaveLength(70);
  });

  it('tells nothing about deliveries of what it tells', async () => {
    answer = () => 500;
    const endpointId = await stage.endpoint(`${peer.url}/hook`, { retry_schedule: [0] });
    const id = await stage.deliver(endpointId, { topic: 'millwright/endpoint/failing' });

    await asked(runner(), endpointId);

    expect(await delivery(id)).toMatchObject({ state: 'failed' });
    expect(await stage.notices()).toEqual([]);
  });

  async function storedEvent(): Promise<Id> {
    const id = newId();
    await database.execute(
      `insert into events (id, workspace_id, topic, data, source, created_at)
       values ($1, $2, 'user/a/b', '{"n":0.50}', 'api', now())`,
      [id, stage.workspaceId],
    );
    return id;
  }

  if (name === 'Postgres') {
    it('D3: of many runners on one delivery one attempts it at a time', async () => {
      answer = () => 500;
      const clock = new FakeClock(Date.now());
      const endpointId = await stage.endpoint(`${peer.url}/hook`);
      const id = await stage.deliver(endpointId, { runAt: new Date(clock.now()) });
      const all = Array.from({ length: 100 }, () => runner({ clock }));

      await Promise.all(all.map((one) => one.ask(endpointId)));
      await Promise.all(all.map((one) => one.idle()));

      expect(await stage.attempts(id)).toHaveLength(1);
      expect(peer.requests).toHaveLength(1);
    });

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
      const endpointId = await stage.endpoint(busy.url, { concurrency: 3 });
      for (let count = 0; count < 12; count += 1) await stage.deliver(endpointId);
      const all = Array.from({ length: 3 }, () => runner());

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
      const endpointId = await stage.endpoint(`${peer.url}/hook`, {
        rate_limit: { limit: 10, period: 'second' },
        concurrency: 100,
      });
      for (let count = 0; count < 200; count += 1)
        await stage.deliver(endpointId, { runAt: new Date(clock.now()) });
      const all = Array.from({ length: 3 }, () => runner({ clock }));

      for (let rounds = 0; rounds < 400 && peer.requests.length < 200; rounds += 1) {
        await Promise.all(all.map((one) => asked(one, endpointId)));
        clock.advance(90 + (rounds % 5) * 40);
      }

      const starts = await database.query<{ ms: number }>(
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
  }
});
