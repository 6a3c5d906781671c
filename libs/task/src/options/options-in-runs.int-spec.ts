import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { RawJson, type Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { EventReads } from '../reads/event-reads.ts';
import { RunReads } from '../reads/run-reads.ts';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { TestRunner } from '../testing/runner.ts';

const TOPIC = 'user/order/created';

describe('the options of a task run', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({ allow: [] });
    runner = new TestRunner(opened.database, net);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterAll(async () => {
    await runner.close();
    await net.close();
    await opened.close();
  });

  const runOf = async (topic: string, script: string, options: string, data = '{"n":2.0}') => {
    const task = { script, subscriptions: [topic], options: new RawJson(options) };
    const id = await givenTask(opened.database, workspaceId, task);
    const event = anEvent(workspaceId, topic, { data, taskIds: [id] });
    await runner.route(event);
    await runner.drain();
    const reads = new EventReads(opened.database, new RunReads(opened.database));
    const shown = (await reads.get(workspaceId, event.envelope.id))!;
    return shown.task_runs[0]!;
  };

  it('are rendered with the event before the script sees them', async () => {
    const run = await runOf(
      TOPIC,
      '{% log options.greeting, options.count__number, options.all__array %}{% log task.options.greeting %}',
      '{"greeting":"{{ event.data.n }} for {{ shop.name }}","count__number":"{{ event.data.n | plus: 1 }}","all__array":["{{ event.topic }}"]}',
    );

    expect(run.error).toBeNull();
    expect(run.logs.text).toBe(
      `[["2.0 for Shop",3.0,["${TOPIC}"]],"{{ event.data.n }} for {{ shop.name }}"]`,
    );
  });

  it('fail the run by name when they cannot be rendered', async () => {
    const run = await runOf(
      TOPIC,
      '{% log options.due %}',
      '{"due":"{{ \\"2024-01-01\\" | date: tz: \\"No/Where\\" }}"}',
    );

    expect(run.status).toBe('failed');
    expect(JSON.parse(run.error!.text)).toMatchObject({
      code: 'options_invalid',
      message: expect.stringMatching(/^options\.due: /),
      details: { key: 'due' },
    });
  });

  it('come with what was entered in the Run form as input', async () => {
    const run = await runOf(
      'mechanic/user/form',
      '{% log input, event.data.amount, options.amount__number_userform %}',
      '{"amount__number_userform":1}',
      '{"amount":2.50}',
    );

    expect(run.logs.text).toBe('[[{"amount":2.50},2.50,1]]');
  });
});
