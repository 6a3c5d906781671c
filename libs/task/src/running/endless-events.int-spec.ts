import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { timeOf, type Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { givenHistory } from '../testing/given-history.ts';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { TestRunner } from '../testing/runner.ts';
import { isEndlessLine } from './endless-line.ts';

const TOPIC = 'user/order/created';
const PERFORM = 'mechanic/actions/perform';
const HOUR_MS = 3_600_000;
const MAX = 5;
const MAX_MESSAGES = 500;

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('tasks that would make events for ever on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp({});
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    runner = new TestRunner(opened.database, net, { maxEventGenerations: MAX });
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(() => runner.close());

  const given = (script: string, subscriptions: string[]) =>
    givenTask(opened.database, workspaceId, { script, subscriptions });
  const topicsAfter = async (event = anEvent(workspaceId, TOPIC)) => {
    await runner.route(event);
    for (let handled = 0; runner.messages.length > 0; handled += 1) {
      if (handled === MAX_MESSAGES) throw new Error('it goes on and on');
      await runner.handle(runner.messages.shift()!);
    }
    const rows = await opened.database.query<{ topic: string }>(
      'select topic from events where workspace_id = $1 order by id',
      [workspaceId],
    );
    return rows.map(({ topic }) => topic);
  };
  const errors = async () => {
    const rows = await opened.database.query<{ error: string }>(
      'select error from task_runs where workspace_id = $1 and error is not null order by id',
      [workspaceId],
    );
    return rows.map(({ error }) => JSON.parse(error) as { code: string; message: string });
  };

  it('by answering their own are stopped, and say which setting it was', async () => {
    await given(`{% action "event", topic: "${TOPIC}" %}`, [TOPIC]);

    expect(await topicsAfter()).toEqual(Array(MAX + 2).fill(TOPIC));
    expect(await errors()).toEqual([
      {
        code: 'loop_detected',
        message: expect.stringContaining('(setting max_event_generations)') as unknown,
      },
    ]);
  });

  it('by answering the ends of their actions with others each time are stopped', async () => {
    await given('{% action "cache", "set", "n", event.id %}', [TOPIC, PERFORM]);

    expect(await topicsAfter()).toEqual([TOPIC, ...Array<string>(MAX + 1).fill(PERFORM)]);
    expect(await errors()).toMatchObject([{ code: 'loop_detected' }]);
  });

  it('by starting again whatever failed are stopped', async () => {
    await given('{% error "no" %}', [TOPIC]);
    await given(`{% action "event", topic: "${TOPIC}" %}`, ['mechanic/errors/task']);

    const topics = await topicsAfter();
    const codes = (await errors()).map(({ code }) => code);

    // Who hears of errors may go on for two generations more.
    expect(topics).toHaveLength(MAX + 5);
    expect(codes.filter((code) => code === 'loop_detected')).toHaveLength(1);
    expect(codes.at(-1)).toBe('loop_detected');
  });

  it('are told of the stop like of any failure, and may act on it', async () => {
    await given(`{% action "event", topic: "${TOPIC}" %}`, [TOPIC]);
    await given('{% action "cache", "set", "told", error.message %}', ['mechanic/errors/task']);

    expect(await topicsAfter()).toEqual([
      ...Array<string>(MAX + 2).fill(TOPIC),
      'mechanic/errors/task',
    ]);
    const [told] = await opened.database.query<{ value: string }>(
      'select value from cache_entries where workspace_id = $1',
      [workspaceId],
    );
    expect(told!.value).toContain('max_event_generations');
  });

  it('are left alone where nothing follows from their actions', async () => {
    await given(`{% if event.data == nil %}{% action "event", topic: "${TOPIC}" %}{% endif %}`, [
      TOPIC,
    ]);
    await given('{% action "echo", 1 %}', [TOPIC]);

    await topicsAfter(anEvent(workspaceId, TOPIC, { data: 'null' }));

    expect(await errors()).toHaveLength(1);
  });

  it('are those whose events come within an hour: a line that pauses goes on', async () => {
    const at = Date.now() - 2 * HOUR_MS;
    const root = await givenHistory(opened.database, { workspaceId, at });
    const line = async (firstAt: number): Promise<boolean> => {
      const parentId = await givenHistory(opened.database, {
        workspaceId,
        at: firstAt,
        parentId: root,
      });
      const { envelope } = anEvent(workspaceId, TOPIC);
      const created_at = new Date(timeOf(parentId) + 1_000).toISOString();
      const event = { ...envelope, parent_id: parentId, created_at };
      return isEndlessLine(opened.database, event, { maxEventGenerations: 1 });
    };

    expect(await line(at + 1_000)).toBe(true);
    expect(await line(at + HOUR_MS)).toBe(false);
  });
});
