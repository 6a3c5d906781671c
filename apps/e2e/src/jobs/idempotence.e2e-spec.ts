import { until } from '@millwright/testing';
import { Mill } from '../client/mill.ts';
import type { Jobs } from '../client/jobs.ts';
import type { Job } from '../client/shapes.ts';
import { sharedSystem } from '../system/shared-system.ts';
import type { System } from '../system/system.ts';

const ECHO = '{% result event.data %}';

describe('a call', () => {
  let system: System;
  let mill: Mill;
  let jobs: Jobs;
  let echo: string;

  beforeAll(async () => {
    system = await sharedSystem();
    mill = new Mill(system);
    jobs = mill.jobs;
    echo = (await mill.callee(ECHO)).path;
  });
  afterAll(() => system?.stop());

  describe('at a time', () => {
    it('of its own runs then, and not before', async () => {
      const id = await jobs.start(`p/${echo}?scheduled_in_secs=2`);
      const job = await jobs.completed(id);
      const past = '2020-01-01T00:00:00Z';
      const both = await jobs.start(`p/${echo}?scheduled_for=${past}&scheduled_in_secs=600`);

      expect(waitedMs(job)).toBeGreaterThanOrEqual(2_000);
      expect(waitedMs(await jobs.completed(both))).toBeLessThan(60_000);
    });

    it('may be run before, by hand', async () => {
      const id = await jobs.start(`p/${echo}?scheduled_in_secs=600`);
      const waiting = await jobs.job(id);

      const answer = await jobs.post(`jobs/queue/run_now/${id}`);
      const again = await until(() => jobs.completed(id));
      const late = await jobs.post(`jobs/queue/run_now/${id}`);

      expect(waiting).toMatchObject({ type: 'QueuedJob', running: false });
      expect(answer.status).toBe(200);
      expect(waitedMs(again)).toBeLessThan(60_000);
      expect(late.status).toBe(400);
    });

    it('is not to be waited for', async () => {
      const answer = await jobs.post(`jobs/run_wait_result/p/${echo}?scheduled_in_secs=1`, {});

      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_query' } });
    });
  });

  describe('with an id or a key of the caller', () => {
    it.each(['9f1c2f4e-6b0a-4c3d-8e2f-1a2b3c4d5e6f', '01890a5d-ac96-774b-bcce-b302099a8057'])(
      'is the job %s everywhere, once',
      async (id) => {
        const { path } = await mill.callee(ECHO);

        const answer = await jobs.post(`jobs/run/p/${path}?job_id=${id}`, { a: 1 });
        const job = await jobs.completed(id);
        const again = await jobs.post(
          `jobs/run/p/${path}?job_id=${id}`,
          {},
          { accept: 'application/json' },
        );

        expect(answer.text).toBe(id);
        expect(job.id).toBe(id);
        expect(await jobs.get(`jobs_u/completed/get_result/${id}`)).toEqual({ a: 1 });
        expect(await jobs.get(`jobs/list?script_path_exact=${path}`)).toMatchObject([{ id }]);
        expect(again).toMatchObject({ status: 400, json: { code: 'job_id_taken' } });
      },
    );

    it('has an id that is one', async () => {
      const answer = await jobs.post(`jobs/run_wait_result/p/${echo}?job_id=abc`, {});

      expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_job_id' } });
    });

    it('is one job, however many send it at once', async () => {
      const { path } = await mill.callee(ECHO);
      const key = { 'idempotency-key': `"e2e-${Date.now()}"`, accept: 'application/json' };

      const answers = await Promise.all(
        Array.from({ length: 50 }, () => jobs.post(`jobs/run/p/${path}`, { a: 1 }, key)),
      );
      const other = await jobs.post(`jobs/run/p/${path}`, { a: 2 }, key);
      const waiting = await jobs.post(`jobs/run_wait_result/p/${path}`, { a: 1 }, key);

      const replays = answers.filter(
        ({ headers }) => headers.get('idempotent-replayed') === 'true',
      );
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]!.status).toBe(201);
      expect(replays).toHaveLength(49);
      expect(await jobs.get(`jobs/list?script_path_exact=${path}`)).toHaveLength(1);
      expect(other).toMatchObject({ status: 422, json: { code: 'idempotency_key_reused' } });
      expect(waiting).toMatchObject({ status: 200, json: { a: 1 } });
      expect(waiting.headers.get('x-job-id')).toBe(answers[0]!.text);
    });

    it('that was refused may use its key again', async () => {
      const key = { 'idempotency-key': `e2e-refused-${Date.now()}` };
      const address = `jobs/run/p/${echo}`;

      const refused = await jobs.post(address, 'x', { ...key, 'content-type': 'image/png' });
      const taken = await jobs.post(address, { a: 1 }, key);

      expect([refused.status, taken.status]).toEqual([415, 201]);
    });
  });
});

/** From when it was asked for until it began. */
const waitedMs = ({ started_at: started, created_at: created }: Job): number =>
  Date.parse(started!) - Date.parse(created);
