import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import { Metrics } from '@millwright/observability';
import { OutboundHttp } from '@millwright/net';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { TestRunner } from '../testing/runner.ts';
import { gaugeOpenWork } from './open-work-gauges.ts';
import { workspaceStats } from './workspace-stats.ts';

const TOPIC = 'user/order/created';

describe('what a Workspace has open and what failed', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({});
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    await opened.database.execute('delete from work');
    runner = new TestRunner(opened.database, net);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(() => runner.close());

  const given = (script: string, subscriptions = [TOPIC]): Promise<Id> =>
    givenTask(opened.database, workspaceId, { script, subscriptions });
  const stats = (nowMs = Date.now()) => workspaceStats(opened.database, workspaceId, nowMs);

  it('is counted by kind and state, with the age of the oldest that is due', async () => {
    await given('', [TOPIC, `${TOPIC}+1.hour`]);
    await runner.route(anEvent(workspaceId, TOPIC));
    await runner.route(anEvent(workspaceId, TOPIC));
    await opened.database.execute(
      `update work set due_at = now() - interval '90 s' where state = 'due'`,
    );

    const { open } = await stats();

    const none = { unscheduled: 0, scheduled: 0, due: 0, started: 0, oldest_due_seconds: null };
    expect(open).toEqual({
      event: none,
      task: { ...none, scheduled: 2, due: 2, oldest_due_seconds: 90 },
      action: none,
      delivery: none,
    });
  });

  it('is counted over all Workspaces in the metrics', async () => {
    await given('', [TOPIC, `${TOPIC}+1.hour`]);
    await runner.route(anEvent(workspaceId, TOPIC));
    await opened.database.execute(
      `update work set due_at = now() - interval '90 s' where state = 'due'`,
    );
    const metrics = new Metrics();
    gaugeOpenWork(metrics, opened.database);

    const text = await metrics.text();

    expect(text).toContain('millwright_open_runs{kind="task",state="due"} 1');
    expect(text).toContain('millwright_open_runs{kind="task",state="scheduled"} 1');
    expect(text).toMatch(/^millwright_oldest_due_seconds\{kind="task"\} 90$/m);
  });

  it('are the failures of a day, by task and code, the most frequent first', async () => {
    const wrong = await given('{% error "no" %}');
    const failing = await given('{% action "echo", __error: 1 %}{% action "echo", __error: 2 %}');
    await runner.route(anEvent(workspaceId, TOPIC));
    await runner.drain();

    const { failures } = await stats();

    expect(failures).toEqual([
      { task_id: failing, task_path: `f/tasks/${failing}`, code: 'echo_error', count: 2 },
      { task_id: wrong, task_path: `f/tasks/${wrong}`, code: 'task_error', count: 1 },
    ]);
    expect((await stats(Date.now() + 86_400_000)).failures).toEqual([]);
  });
});
