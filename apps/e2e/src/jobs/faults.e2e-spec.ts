import { amqpUrl, databaseUrl, until } from '@millwright/testing';
import type { Jobs } from '../client/jobs.ts';
import { Mill } from '../client/mill.ts';
import type { AppProcess } from '../system/app-process.ts';
import { embodiment, startSystem } from '../system/start-system.ts';
import type { System } from '../system/system.ts';
import { Way } from '../system/way.ts';

const DONE = '{% result "done" %}';

describe('a call while something breaks', () => {
  let system: System;
  let mill: Mill;
  let jobs: Jobs;
  let broker: Way | undefined;
  let database: Way | undefined;

  beforeAll(async () => {
    if (embodiment() === 'processes') {
      broker = await Way.to(amqpUrl());
      database = await Way.to(databaseUrl());
    }
    system = await startSystem(broker && { AMQP_URL: broker.by(amqpUrl()) }, {
      databaseUrlOf: (app, url) => (app === 'ingress' ? database!.by(url) : url),
    });
    mill = new Mill(system);
    jobs = mill.jobs;
  });
  afterAll(async () => {
    await system?.stop();
    await broker?.cut();
    await database?.cut();
  });

  const appNamed = (name: string): AppProcess => system.apps.find((app) => app.name === name)!;
  /** A job of a task, once it is running: a call that nobody named is found by its task. */
  const running = (path: string): Promise<{ id: string }> =>
    until(
      async () => {
        const list = await jobs.get(`jobs/queue/list?script_path_exact=${path}&running=true`);
        return (list as { id: string }[])[0];
      },
      { timeoutMs: 30_000, what: `a job of ${path} to be running` },
    );

  const front = { standalone: 'standalone', processes: 'ingress', external: '' }[embodiment()];

  it('is done although the process is killed that took it', async () => {
    const { path } = await mill.callee(await mill.busyFor(3, DONE));
    const call = jobs.post(`jobs/run_wait_result/p/${path}`, {}).catch(() => 'broken off');
    const { id } = await running(path);

    await appNamed(front).kill();
    expect(await call).toBe('broken off');
    await appNamed(front).start();

    expect(await jobs.completed(id)).toMatchObject({ success: true, result: 'done' });
  });

  if (embodiment() !== 'processes') return;

  it('asks the database nothing while it waits', async () => {
    const { path } = await mill.callee(await mill.busyFor(3, DONE));
    const aboutJobs = /task_runs|action_runs|job_ids|events|\bwork\b/;
    await jobs.post(`jobs/run_wait_result/p/${path}`, {});

    database!.heard();
    const answer = await jobs.post(`jobs/run_wait_result/p/${path}`, {});
    const id = answer.headers.get('x-job-id')!;
    const during = database!.heard();
    await jobs.job(id);
    const reading = database!.heard();

    expect(answer.json).toBe('done');
    expect(during).not.toMatch(aboutJobs);
    expect(during).not.toContain(id);
    // A statement that is prepared already goes out by its name, with the id beside it.
    expect(reading).toContain(id);
  });

  it('is answered in time although its runner is killed', async () => {
    const { path } = await mill.callee(await mill.busyFor(3, DONE));
    const call = jobs.post(`jobs/run_wait_result/p/${path}`, {});
    await running(path);

    await appNamed('task-runner').kill();
    await appNamed('task-runner').start();

    expect(await call).toMatchObject({ status: 200, json: 'done' });
  });

  it('is answered in time although the broker goes away and comes back', async () => {
    const { path } = await mill.callee(await mill.busyFor(3, DONE));
    const call = jobs.post(`jobs/run_wait_result/p/${path}`, {});
    await running(path);

    await broker!.cut();
    await until(async () => {
      const list = await jobs.get(`jobs/completed/list?script_path_exact=${path}`);
      return (list as unknown[]).length > 0;
    });
    await broker!.restore();

    expect(await call).toMatchObject({ status: 200, json: 'done' });
  });

  it('is taken while the broker is away, and done when it is back', async () => {
    const { path } = await mill.callee(DONE);
    await broker!.cut();

    const answer = await jobs.post(`jobs/run/p/${path}`, {});
    const read = await jobs.send(`jobs_u/get/${answer.text}`);
    await broker!.restore();
    const job = await jobs.completed(answer.text);

    expect([answer.status, read.status]).toEqual([201, 200]);
    expect(job).toMatchObject({ success: true, result: 'done' });
  });
});
