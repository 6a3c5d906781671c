import { until } from '@millwright/testing';
import { follow } from '../client/events.ts';
import type { Jobs } from '../client/jobs.ts';
import { Mill } from '../client/mill.ts';
import { startSystem } from '../system/start-system.ts';
import type { System } from '../system/system.ts';

describe('a job', () => {
  let system: System;
  let mill: Mill;
  let jobs: Jobs;
  let echo: string;

  beforeAll(async () => {
    system = await startSystem({}, { ingresses: 2 });
    mill = new Mill(system);
    jobs = mill.jobs;
    echo = (await mill.callee('{% log "called" %}{% result event.data %}')).path;
  });
  afterAll(() => system?.stop());

  describe('that is asked for its result', () => {
    const maybe = (id: string) => jobs.get(`jobs_u/completed/get_result_maybe/${id}`);

    it('says whether it has started, and whether it is over', async () => {
      const queued = await jobs.start(`p/${echo}?scheduled_in_secs=600`);
      const busy = await mill.callee(await mill.busyFor(10));
      const running = await jobs.start(`p/${busy.path}`);
      await jobs.running(running);
      const during = await maybe(running);
      await jobs.post(`jobs_u/queue/cancel/${running}`, {});
      const done = await jobs.start(`p/${echo}`, { a: 1 });
      await jobs.completed(done);

      expect(await maybe(queued)).toEqual({ completed: false, started: false, result: null });
      expect(during).toEqual({ completed: false, started: true, result: null });
      expect(await maybe(done)).toEqual({
        ...{ completed: true, started: true, success: true },
        result: { a: 1 },
      });
    });

    it('that never was is not found, and what is no id is no request', async () => {
      const address = 'jobs_u/completed/get_result_maybe';

      const unknown = await jobs.send(`${address}/${crypto.randomUUID()}`);
      const junk = await jobs.send(`${address}/abc`);

      expect(unknown).toMatchObject({ status: 404, json: { code: 'job_not_found' } });
      expect(junk).toMatchObject({
        status: 400,
        json: { code: 'invalid_job_id', detail: expect.stringContaining('abc') },
      });
    });

    it.each(['get', 'completed/get_result_maybe', 'completed/get_timing', 'get_args', 'get_logs'])(
      'by %s is there as soon as its id is',
      async (read) => {
        const ids = await Promise.all(
          Array.from({ length: 10 }, async () => {
            const id = await jobs.start(`p/${echo}`);
            return (await jobs.send(`jobs_u/${read}/${id}`)).status;
          }),
        );

        expect(new Set(ids)).toEqual(new Set([200]));
      },
    );
  });

  describe('that is cancelled', () => {
    const cancelled = (reason: string) => ({
      type: 'CompletedJob',
      success: false,
      canceled: true,
      canceled_by: 'admin',
      canceled_reason: reason,
      result: { error: { name: 'Canceled', reason, canceler: 'admin' } },
    });

    it('before its start never starts', async () => {
      const id = await jobs.start(`p/${echo}?scheduled_in_secs=600`);

      const answer = await jobs.post(`jobs_u/queue/cancel/${id}`, { reason: 'too late' });

      expect(answer).toMatchObject({ status: 200, text: id });
      expect(await jobs.job(id)).toMatchObject(cancelled('too late'));
    });

    it('while it runs stops within a second, and who waits is told', async () => {
      const busy = await mill.callee(await mill.busyFor(18));
      const id = crypto.randomUUID();
      const waiting = jobs.post(`jobs/run_wait_result/p/${busy.path}?job_id=${id}`, {});
      await jobs.running(id);

      await jobs.post(`jobs_u/queue/cancel/${id}`, { reason: 'enough' });
      const answer = await waiting;

      expect(answer).toMatchObject({ status: 200, json: { error: { name: 'Canceled' } } });
      expect(await jobs.job(id)).toMatchObject(cancelled('enough'));
    });

    it('after its end is a conflict', async () => {
      const id = await jobs.start(`p/${echo}`);
      await jobs.completed(id);

      expect(await jobs.post(`jobs_u/queue/cancel/${id}`, {})).toMatchObject({
        status: 409,
        json: { code: 'job_completed' },
      });
    });
  });

  describe('that is followed', () => {
    const watch = (id: string, query = '', ingress = system.ingressUrl) =>
      follow(`${ingress}/api/w/main/jobs_u/getupdate_sse/${id}${query}`, system.token);

    it('from its call on says where it stands at once, and ends with its result', async () => {
      const stream = follow(
        `${jobs.base}/jobs/run_and_stream/p/${echo}?payload=${btoa('{"a":1}')}`,
        system.token,
      );

      const messages = await stream.ended;

      expect(messages[0]).toMatchObject({
        type: 'update',
        running: false,
        completed: false,
        job_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(messages.at(-1)).toMatchObject({
        ...{ type: 'update', completed: true, success: true },
        ...{ only_result: { a: 1 }, new_logs: expect.stringContaining('called') },
      });
      expect(await jobs.job(messages[0]!['job_id'] as string)).toMatchObject({ success: true });
    });

    it('is told to every watcher, at whichever instance it watches', async () => {
      const busy = await mill.callee(await mill.busyFor(3, '{% result "done" %}'));
      const id = await jobs.start(`p/${busy.path}`);

      const watchers = [
        watch(id, '?only_result=true'),
        watch(id, '?only_result=true', system.otherIngressUrl),
        watch(id, '', system.otherIngressUrl),
      ];
      const all = await Promise.all(watchers.map(({ ended }) => ended));

      for (const messages of all) {
        expect(messages[0]).toMatchObject({ type: 'update', completed: false, job_id: id });
        expect(messages.at(-1)).toMatchObject({ completed: true, success: true });
      }
      expect(all[0]!.at(-1)).toMatchObject({ only_result: 'done' });
      expect(all[1]!.at(-1)).toMatchObject({ only_result: 'done' });
      expect(all[2]!.at(-1)).toMatchObject({ job: { type: 'CompletedJob', result: 'done' } });
    });

    it('after its end is told that', async () => {
      const id = await jobs.start(`p/${echo}`, { a: 1 });
      await jobs.completed(id);

      const messages = await watch(id, '?only_result=true').ended;

      expect(messages.at(-1)).toMatchObject({ completed: true, only_result: { a: 1 } });
    });

    it('and cancelled meanwhile ends so', async () => {
      const id = await jobs.start(`p/${echo}?scheduled_in_secs=600`);
      const stream = watch(id, '?only_result=true');
      await until(() => stream.messages.length > 0);

      await jobs.post(`jobs_u/queue/cancel/${id}`, {});
      const messages = await stream.ended;

      expect(messages.at(-1)).toMatchObject({
        ...{ completed: true, success: false },
        only_result: { error: { name: 'Canceled' } },
      });
    });

    it('in silence is heard of every fifteen seconds', async () => {
      const id = await jobs.start(`p/${echo}?scheduled_in_secs=600`);
      const stream = watch(id);

      const ping = await until(() => stream.messages.find(({ type }) => type === 'ping'), {
        timeoutMs: 30_000,
      });
      stream.close();

      expect(ping.at - stream.messages[0]!.at).toBeGreaterThanOrEqual(14_000);
    });

    it('for so long as the time allows is left then, and goes on', async () => {
      const busy = await mill.callee(await mill.busyFor(6));
      const stream = follow(
        `${jobs.base}/jobs/run_and_stream/p/${busy.path}?timeout=1`,
        system.token,
      );

      const messages = await stream.ended;

      expect(messages.at(-1)).toMatchObject({ type: 'timeout' });
      await jobs.completed(messages[0]!['job_id'] as string);
    });

    it('and never was is not found, in the stream', async () => {
      const id = crypto.randomUUID();
      const answer = await jobs.send(`jobs_u/getupdate_sse/${id}`);

      expect(answer).toMatchObject({ status: 200, text: 'data: {"type":"notfound"}\n\n' });
      expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    });
  });
});
