import { startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import { Mill } from './client/mill.ts';
import type { EventInFull, EventInList } from './client/shapes.ts';
import { sharedSystem } from './system/shared-system.ts';
import { PEER_HOST, type System } from './system/system.ts';

const MINUTE_MS = 60_000;

interface BulkJob {
  id: string;
  status: string;
  matched: number;
  done: number;
}

describe('scheduling', () => {
  let system: System;
  let mill: Mill;
  let peer: HttpPeer;
  let status: number;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    peer = await startHttpPeer(() => status, PEER_HOST);
    await mill.api.write('PATCH', '/settings', { retry: { max_attempts: 5, delays_seconds: [1] } });
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });
  beforeEach(() => {
    status = 200;
    peer.requests.length = 0;
  });

  const post = (more = ''): string =>
    `{% action "http", method: "post", url: "${peer.url}", body: event.data ${more} %}`;
  const publish = (topic: string, data: unknown, runAt?: Date): Promise<{ id: string }> =>
    mill.api.write('POST', '/events', {
      topic,
      data,
      ...(runAt === undefined ? {} : { run_at: runAt.toISOString() }),
    });
  const reaches = (id: string, isReached: (event: EventInFull) => boolean): Promise<EventInFull> =>
    until(
      async () => {
        const event = await mill.event(id);
        return isReached(event) && event;
      },
      { timeoutMs: 30_000, what: `event ${id} to get there` },
    );
  const bulk = async (request: Record<string, unknown>): Promise<BulkJob> => {
    const { id } = await mill.api.write<BulkJob>('POST', '/runs/bulk', request);
    return until(
      async () => {
        const job = await mill.api.get<BulkJob>(`/runs/bulk/${id}`);
        return job.status !== 'running' && job;
      },
      { timeoutMs: 30_000, what: 'the bulk job to end' },
    );
  };

  it('an event for later waits for its time, and then runs', async () => {
    const topic = mill.topic();
    await mill.task(topic, '{% action "echo", event.data %}');
    const runAt = new Date(Date.now() + 2_000);

    const { id } = await publish(topic, 1, runAt);
    expect((await mill.event(id)).run.status).toBe('scheduled');
    const event = await mill.finishedEvent(id);

    expect(Date.now()).toBeGreaterThanOrEqual(runAt.getTime());
    expect(event.task_runs[0]!.action_runs[0]!.result).toBe(1);
  });

  it('an event for later can be cancelled, and started again', async () => {
    const topic = mill.topic();
    await mill.task(topic, '{% action "echo", event.data %}');
    const { id } = await publish(topic, 1, new Date(Date.now() + 3_600_000));

    const cancelled = await mill.api.write('POST', `/events/${id}/cancel`);
    expect(cancelled).toEqual({ id, cancelled: 1 });
    expect(await mill.event(id)).toMatchObject({ run: { status: 'cancelled' }, task_runs: [] });
    await mill.api.write('POST', `/events/${id}/retry`);

    expect((await mill.finishedEvent(id)).task_runs[0]!.status).toBe('succeeded');
  });

  it('a task run that is cancelled while it renders stops', async () => {
    const topic = mill.topic();
    await mill.task(topic, '{% for i in (1..100000000) %}{% assign n = i %}{% endfor %}');
    const others = mill.topic();
    await mill.task(others, '{% action "echo", 1 %}');
    // As many as there are threads that render, and more.
    const ids: string[] = [];
    for (let n = 0; n < 8; n += 1) ids.push((await publish(topic, n)).id);
    await reaches(ids[0]!, ({ task_runs: [run] }) => run?.status === 'started');

    for (const id of ids) await mill.api.write('POST', `/events/${id}/cancel`);
    const cancelledAt = Date.now();
    const { id } = await publish(others, 1);

    await mill.finishedEvent(id);
    // They would have had the threads for 20 s each.
    expect(Date.now() - cancelledAt).toBeLessThan(15_000);
    for (const each of ids) {
      expect((await mill.event(each)).task_runs[0]).toMatchObject({
        status: 'cancelled',
        error: { code: 'cancelled' },
      });
    }
  });

  it('runs of one key go in the order of their events, while other keys go on', async () => {
    const topic = mill.topic();
    await mill.task(topic, post(', error_on_5xx: true'), {
      concurrency: { key: '{{ event.data.key }}', ordered: true },
    });
    status = 503;
    const events = [];
    for (const n of [1, 2, 3]) events.push(await publish(topic, { key: 'a', n }));
    await reaches(
      events[0]!.id,
      ({ task_runs: [run] }) => run?.action_runs[0]?.status === 'scheduled',
    );
    for (const { id } of events.slice(1)) {
      await reaches(id, ({ task_runs: [run] }) => run?.status === 'unscheduled');
    }

    status = 200;
    const other = await publish(topic, { key: 'b', n: 4 });
    const finished = [];
    for (const { id } of [...events, other]) finished.push(await mill.finishedEvent(id));

    const sent = peer.requests.map(
      ({ body }) => JSON.parse(body.toString()) as { key: string; n: number },
    );
    const ofKey = sent.filter(({ key }) => key === 'a').map(({ n }) => n);
    expect([...new Set(ofKey)]).toEqual([1, 2, 3]);
    expect(ofKey.slice(-2)).toEqual([2, 3]);
    expect(finished.map((event) => event.status)).toEqual(Array(4).fill('succeeded'));
  });

  it('failed runs are retried together, with what was mended meanwhile', async () => {
    const topic = mill.topic();
    const task = await mill.task(topic, '{% error "not yet" %}{% action "echo", 1 %}');
    const events = [];
    for (let n = 0; n < 5; n += 1) events.push(await publish(topic, n));
    for (const { id } of events) await mill.finishedEvent(id);
    const request = { action: 'retry', filter: { task_id: task, error_code: 'task_error' } };
    const counted = await mill.api.write<{ count: number }>('POST', '/runs/bulk', {
      ...request,
      dry_run: true,
    });
    expect(counted).toEqual({ count: 5 });

    await mill.api.write('PATCH', `/tasks/${task}`, { script: '{% action "echo", "mended" %}' });
    const job = await bulk(request);

    expect(job).toMatchObject({ status: 'done', matched: 5, done: 5 });
    for (const { id } of events) {
      expect(await mill.finishedEvent(id)).toMatchObject({
        status: 'succeeded',
        task_runs: [{ action_runs: [{ result: 'mended' }] }],
      });
    }
    const purged = await bulk({ action: 'purge', filter: { topic } });
    expect(purged.status).toBe('done');
    expect((await mill.api.send('GET', `/events/${events[0]!.id}`)).status).toBe(404);
  });

  it(
    'a cron line makes an event each minute, for the task that has it',
    async () => {
      const task = await mill.task('cron:* * * * * Asia/Kolkata', '{% log event.data %}');
      const other = await mill.task('cron:0 0 1 1 *', '{% log event.data %}');

      const { id } = await until(
        async () => {
          const { data } = await mill.api.get<{ data: EventInList[] }>(
            '/events?topic=mechanic/scheduler/cron',
          );
          return data[0];
        },
        { timeoutMs: 1.5 * MINUTE_MS, what: 'the next minute' },
      );
      const event = await mill.finishedEvent(id);
      await mill.api.write('PATCH', `/tasks/${task}`, { enabled: false });

      expect(event.task_runs.map((run) => run.task_id)).toEqual([task]);
      const [scheduled] = event.task_runs[0]!.logs as [Record<string, string>];
      expect(scheduled).toMatchObject({ cron: '* * * * *', tz: 'Asia/Kolkata' });
      expect(Date.parse(scheduled['scheduled_at']!) % MINUTE_MS).toBe(0);
      expect(other).not.toBe(task);
    },
    2 * MINUTE_MS,
  );
});
