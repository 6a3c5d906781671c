import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { defaultRenderLimits, type RenderLimits } from '@millwright/liquid';
import { OutboundHttp } from '@millwright/net';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';

const TOPIC = 'user/order/created';

describe('a script beyond the limits of its Workspace', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({ allow: [] });
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });

  it.each<[code: string, limits: Partial<RenderLimits>, script: string]>([
    ['action_limit', { actions: 1 }, '{% action "echo", 1 %}{% action "echo", 2 %}'],
    ['output_limit', { outputBytes: 40 }, '{% log "more than forty bytes of JSON text" %}'],
    ['time_limit', { timeMs: 50 }, '{% for i in (1..1000000000) %}{% endfor %}'],
    [
      'memory_limit',
      { memoryBytes: 8 * 1_048_576 },
      '{% assign a = "0123456789" %}{% for i in (1..30) %}{% assign a = a | append: a %}{% endfor %}',
    ],
  ])('fails with %s, and says which setting it was', async (code, limits, script) => {
    const runner = new TestRunner(opened.database, net, {
      renderLimits: { ...defaultRenderLimits, ...limits },
    });
    const workspaceId = await givenWorkspace(opened.database);
    await givenTask(opened.database, workspaceId, { subscriptions: [TOPIC], script });
    const event = anEvent(workspaceId, TOPIC);

    await runner.route(event);
    await runner.drain();
    const [run] = await rowsOf(opened.database, 'task_runs', event.envelope.id);
    await runner.close();

    expect(run).toMatchObject({ state: 'failed', attempts: 1 });
    expect(JSON.parse(String(run!['error']))).toMatchObject({
      code,
      message: expect.stringContaining('setting render_limits.') as unknown,
    });
  });

  it('that makes an event with more data than its Workspace allows has that action fail', async () => {
    const runner = new TestRunner(opened.database, net, { maxEventDataBytes: 10 });
    const workspaceId = await givenWorkspace(opened.database);
    const script = `{% action "event", topic: "user/a/b", data: "12345678" %}
      {% action "event", topic: "user/a/b", data: "123456789" %}`;
    await givenTask(opened.database, workspaceId, { subscriptions: [TOPIC], script });
    const event = anEvent(workspaceId, TOPIC);

    await runner.route(event);
    await runner.drain();
    const runs = await rowsOf(opened.database, 'action_runs', event.envelope.id);
    await runner.close();

    const failed = runs.flatMap(({ error }) => (error === null ? [] : [JSON.parse(String(error))]));
    expect(runs).toHaveLength(2);
    expect(failed).toMatchObject([
      { code: 'size_limit', message: expect.stringContaining('setting max_event_data_bytes') },
    ]);
  });
});
