import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import type { NewEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { startHttpPeer, type HttpPeer, type PeerReply } from '@millwright/testing';
import { EventReads } from '../reads/event-reads.ts';
import { RunReads } from '../reads/run-reads.ts';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { TestRunner } from '../testing/runner.ts';

const TOPIC = 'user/order/created';
const PERFORM = 'mechanic/actions/perform';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('the end of a run on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let runner: TestRunner;
  let peer: HttpPeer;
  let reply: PeerReply;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
    peer = await startHttpPeer(() => reply);
  });
  afterAll(async () => {
    await peer.close();
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    peer.requests.length = 0;
    reply = { status: 200, body: 'fine' };
    runner = new TestRunner(opened.database, net);
    workspaceId = await givenWorkspace(opened.database);
  });
  afterEach(() => runner.close());

  const given = (script: string, subscriptions: string[], more = {}) =>
    givenTask(opened.database, workspaceId, { script, subscriptions, ...more });
  const read = async (id: Id) =>
    (await new EventReads(opened.database, new RunReads(opened.database)).get(workspaceId, id))!;
  const performed = async (event: NewEvent) => {
    await runner.route(event);
    await runner.drain();
    return read(event.envelope.id);
  };
  const childrenOf = async (event: NewEvent) => {
    const { children } = await performed(event);
    return Promise.all(children.map(({ id }) => read(id)));
  };
  const logsOf = (event: Awaited<ReturnType<typeof read>>) =>
    event.task_runs.map(({ logs }) => JSON.parse(logs.text) as unknown[]);

  describe('of an action', () => {
    it('tells the task that rendered it, in the database or outside, and no other task', async () => {
      const task = await given(
        `{% if event.topic == "${TOPIC}" %}
           {% action "cache", "incr", "n" %}
           {% action "http", method: "get", url: "${peer.url}" %}
         {% else %}{% log action: action, same: event.data.run.id %}{% endif %}`,
        [TOPIC, PERFORM],
      );
      await given('{% log 1 %}', [PERFORM]);
      const event = anEvent(workspaceId, TOPIC);

      const [counted, fetched] = await childrenOf(event);

      for (const child of [counted!, fetched!]) {
        expect(child).toMatchObject({ topic: PERFORM, source: 'system' });
        expect(child.parent_id).toBe(event.envelope.id);
        expect(child.task_runs.map(({ task_id }) => task_id)).toEqual([task]);
      }
      const parent = await read(event.envelope.id);
      const [cacheRun, httpRun] = parent.task_runs[0]!.action_runs;
      const byType = new Map(
        [counted!, fetched!].map((child) => {
          const [[log]] = logsOf(child) as [[{ action: { type: string }; same: string }]];
          return [log.action.type, log];
        }),
      );
      expect(byType.get('cache')).toMatchObject({
        action: { options: ['incr', 'n'], run: { ok: true, result: { value: 1 }, attempts: 1 } },
        same: cacheRun!.id,
      });
      expect(byType.get('http')).toMatchObject({
        action: {
          meta: null,
          run: {
            error: null,
            result: { status: 200, body: 'fine' },
            elapsed_time_ms: expect.any(Number),
          },
        },
        same: httpRun!.id,
      });
    });

    it('tells of its final failure, too', async () => {
      await given(
        `{% if event.topic == "${TOPIC}" %}{% action "http", method: "get", url: "nowhere" %}
         {% else %}{% log action.run.ok, action.run.error %}{% endif %}`,
        [TOPIC, PERFORM],
      );

      const [child] = await childrenOf(anEvent(workspaceId, TOPIC));

      expect(logsOf(child!)).toEqual([[[false, expect.stringContaining('options.url')]]]);
    });

    it('tells nobody of an echo, of what the task wants no word of, and where no one subscribes', async () => {
      const actions = '{% action "cache", "incr", "n" %}';
      await given(
        `{% action "echo", 1 %}{% action "cache" %}{"incr":{"key":"m"},"__perform_event":false}{% endaction %}`,
        [TOPIC, PERFORM],
      );
      await given(actions, [TOPIC]);

      expect(await childrenOf(anEvent(workspaceId, TOPIC))).toEqual([]);
    });

    it('tells of an answer that is as deep as one may be, also to what follows from it', async () => {
      const body = `${'['.repeat(200)}${']'.repeat(200)}`;
      reply = { status: 200, body, headers: { 'content-type': 'application/json' } };
      await given(
        `{% if event.topic == "${TOPIC}" %}{% action "http", method: "get", url: "${peer.url}" %}
         {% elsif action.type == "http" %}{% log action.run.result.body.size %}{% action "cache", "incr", "n" %}
         {% else %}{% log event.parent.data.run.result.body.size, event.parent.parent.topic %}{% endif %}`,
        [TOPIC, PERFORM],
      );

      const [child] = await childrenOf(anEvent(workspaceId, TOPIC));
      const grandchild = await read(child!.children[0]!.id);

      expect(logsOf(child!)).toEqual([[1]]);
      expect(logsOf(grandchild)).toEqual([[[1, TOPIC]]]);
    });

    it('tells once, however often its run is handed over', async () => {
      await given(
        `{% if event.topic == "${TOPIC}" %}{% action "cache", "incr", "n" %}{% endif %}`,
        [TOPIC, PERFORM],
      );
      const event = anEvent(workspaceId, TOPIC);
      await runner.route(event);
      const [message] = runner.messages.splice(0);

      await Promise.all([runner.handle(message!), runner.handle(message!)]);
      await runner.handle(message!, { redelivered: true });
      await runner.drain();

      expect((await read(event.envelope.id)).children).toHaveLength(1);
    });
  });

  describe('that fails', () => {
    const failing = '{% error "no" %}';

    it('tells tasks that subscribe to errors only of every failure, and others of their own', async () => {
      const all = await given('{% log error %}', [
        'mechanic/errors/task',
        'mechanic/errors/action',
      ]);
      const own = await given(
        `{% if event.topic == "${TOPIC}" %}${failing}{% else %}{% log error.message %}{% endif %}`,
        [TOPIC, 'mechanic/errors/task'],
      );
      const foreign = await given('{% log 1 %}', ['user/else/where', 'mechanic/errors/task']);
      const event = anEvent(workspaceId, TOPIC);

      const [child] = await childrenOf(event);

      const received = child!.task_runs.map(({ task_id: id }) => id);
      expect(new Set(received)).toEqual(new Set([all, own]));
      expect(received).not.toContain(foreign);
      const [run] = (await read(event.envelope.id)).task_runs;
      const [[payload]] = logsOf(child!).filter(([log]) => typeof log === 'object') as [[object]];
      expect(payload).toMatchObject({
        message: 'no',
        event: { id: event.envelope.id, topic: TOPIC, source: 'webhook', flow_action_run_id: null },
        task: {
          id: own,
          name: 'Task',
          version: 1,
          enabled: true,
          event_topics: [TOPIC, 'mechanic/errors/task'],
          options: {},
          script: expect.stringContaining(failing),
          run: { id: run!.id, ok: false, error: 'no', attempts: 1 },
        },
      });
      expect(payload).not.toHaveProperty('action');
      expect(payload).not.toHaveProperty('filter');
    });

    it.each([
      ['in the database', '{% action "echo", __error: "no" %}', 'echo', 'no'],
      ['outside', '{% action "http", method: "x", url: "x" %}', 'http', 'options.method'],
    ])(
      'tells of an action %s with its task and its options',
      async (_where, script, type, text) => {
        await given('{% log error %}', ['mechanic/errors/action+0.minutes']);
        const task = await given(script, [TOPIC]);
        const event = anEvent(workspaceId, TOPIC);

        const [child] = await childrenOf(event);

        const [run] = (await read(event.envelope.id)).task_runs;
        expect(logsOf(child!)).toMatchObject([
          [
            {
              message: expect.stringContaining(text),
              event: { topic: TOPIC, run: { ok: true } },
              task: { id: task, run: { id: run!.id } },
              action: { type, run: { id: run!.action_runs[0]!.id, ok: false } },
            },
          ],
        ]);
      },
    );

    it('below an error event tells nobody', async () => {
      await given(failing, ['mechanic/errors/task']);
      await given(failing, [TOPIC]);

      const [child, ...others] = await childrenOf(anEvent(workspaceId, TOPIC));

      expect(others).toEqual([]);
      expect(child).toMatchObject({ status: 'failed', children: [] });
    });

    it('where a task answers what an error event made it do tells nobody, so that nothing goes round', async () => {
      await given(
        `{% if event.topic == "mechanic/errors/task" %}{% action "cache", "incr", "n" %}
         {% else %}${failing}{% endif %}`,
        [TOPIC, PERFORM, 'mechanic/errors/task'],
      );
      const event = anEvent(workspaceId, TOPIC);
      await runner.route(event);
      for (let handled = 0; runner.messages.length > 0 && handled < 20; handled += 1) {
        await runner.handle(runner.messages.shift()!);
      }

      const told = await read((await read(event.envelope.id)).children[0]!.id);
      const performed = await read(told.children[0]!.id);

      expect([told.topic, performed.topic]).toEqual(['mechanic/errors/task', PERFORM]);
      expect(performed).toMatchObject({ status: 'failed', children: [] });
    });

    it('because a sequence was halted tells nobody, and what halted it tells once', async () => {
      await given('{% log error.action.type %}', ['mechanic/errors/action']);
      await given('{% action "echo", __error: "no" %}{% action "cache", "incr", "n" %}', [TOPIC], {
        perform_action_runs_in_sequence: true,
        halt_action_run_sequence_on_error: true,
      });

      const children = await childrenOf(anEvent(workspaceId, TOPIC));

      expect(children.map(logsOf)).toEqual([[['echo']]]);
    });

    it('tells nobody of another Workspace, and makes nothing where nobody listens', async () => {
      const other = await givenWorkspace(opened.database);
      await givenTask(opened.database, other, { subscriptions: ['mechanic/errors/task'] });
      await given(failing, [TOPIC]);

      expect(await childrenOf(anEvent(workspaceId, TOPIC))).toEqual([]);
    });
  });

  describe('that answers an action', () => {
    const echoes = (more = ''): string => `{% action "cache", "incr", "n" %}${more}`;

    it('with the same actions again is failed before any is performed', async () => {
      await given(echoes(), [TOPIC, PERFORM]);

      const [child] = await childrenOf(anEvent(workspaceId, TOPIC));

      expect(child).toMatchObject({ status: 'failed', children: [] });
      expect(child!.task_runs[0]!.action_runs).toEqual([]);
      expect(JSON.parse(child!.task_runs[0]!.error!.text)).toMatchObject({ code: 'loop_detected' });
      const [entry] = await opened.database.query<{ value: string }>(
        'select value from cache_entries where workspace_id = $1',
        [workspaceId],
      );
      expect(entry!.value).toBe('1');
    });

    it('with the same secret in the same actions is failed as well', async () => {
      (runner.values as unknown as { secrets: Map<string, string> }).secrets.set('k', 'value');
      await given('{% action "cache", "set", "n", secrets.k %}', [TOPIC, PERFORM]);

      const [child] = await childrenOf(anEvent(workspaceId, TOPIC));

      expect(JSON.parse(child!.task_runs[0]!.error!.text)).toMatchObject({ code: 'loop_detected' });
    });

    it('with others, or with none that is told of, goes on', async () => {
      await given(
        `{% if event.topic == "${TOPIC}" %}${echoes()}{% else %}${echoes('{% action "echo", 1 %}')}{% endif %}`,
        [TOPIC, PERFORM],
      );
      await given(
        '{% action "cache" %}{"incr":{"key":"m"},"__perform_event":false}{% endaction %}',
        [TOPIC, PERFORM],
      );

      const [child] = await childrenOf(anEvent(workspaceId, TOPIC));

      expect(child).toMatchObject({ status: 'succeeded' });
      // The same again one generation later, and there it ends.
      expect((await read(child!.children[0]!.id)).task_runs[0]!.status).toBe('failed');
    });
  });

  it('lets children see their parents, to the fifth generation', async () => {
    const script = `{% log event.data, event.parent.data, event.parent.parent.parent.parent.parent.data, event.parent.parent.parent.parent.parent.parent %}
      {% if event.data < 7 %}{% assign next = event.data | plus: 1 %}{% action "event", topic: "${TOPIC}", data: next %}{% endif %}`;
    await given(script, [TOPIC]);
    const event = anEvent(workspaceId, TOPIC, { data: '1' });
    await runner.route(event);
    await runner.drain();

    const seen: unknown[] = [];
    for (let id: Id | undefined = event.envelope.id; id !== undefined;) {
      const one = await read(id);
      seen.push(logsOf(one)[0]![0]);
      id = one.children[0]?.id;
    }

    expect(seen).toEqual([
      [1, null, null, null],
      [2, 1, null, null],
      [3, 2, null, null],
      [4, 3, null, null],
      [5, 4, null, null],
      [6, 5, 1, null],
      [7, 6, 2, null],
    ]);
  });
});
