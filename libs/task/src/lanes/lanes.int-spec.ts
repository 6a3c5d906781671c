import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { EventStore, makeDue, type NewEvent, takeBackLost, workMessage } from '@millwright/event';
import { newId, RawJson, type Id } from '@millwright/kernel';
import { openLocalBus } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { silentLogger } from '@millwright/observability';
import { startHttpPeer, type HttpPeer } from '@millwright/testing';
import { EventCommands } from '../commands/event-commands.ts';
import { RunCommands } from '../commands/run-commands.ts';
import { anEvent, givenTask, givenWorkspace, saveTask } from '../testing/given.ts';
import { rowsOf, TestRunner } from '../testing/runner.ts';
import { TestValues } from '../testing/test-values.ts';
import { testWorkspaces } from '../testing/test-workspaces.ts';
import type { WorkspaceFacts } from '../workspaces.ts';
import { laneOf } from './lane.ts';
import { LaneSweep } from './lane-sweep.ts';

const TOPIC = 'user/order/changed';
const KEY = '{{ event.data.key }}';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('runs that wait for each other on %s', (_name, open) => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let peer: HttpPeer;
  let status: number;
  let runners: TestRunner[];
  let workspaceId: Id;
  let facts: Partial<WorkspaceFacts>;
  let values: TestValues;

  beforeAll(async () => {
    opened = await open();
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
    peer = await startHttpPeer(() => status);
    // The most runs that were ever started at a time, as seen by whoever started another one.
    await opened.database.execute('create table seen (lane text, started integer)');
    await opened.database.execute(
      `create function note_started() returns trigger language plpgsql as $$ begin
         insert into seen select coalesce(new.lane, ''), count(*) from work
         where state = 'started' and workspace_id = new.workspace_id
           and (new.lane is null or new.lane = '' or lane = new.lane);
         return null; end $$`,
    );
    await opened.database.execute(
      `create trigger started after update on work for each row
       when (new.state = 'started' and old.state <> 'started') execute function note_started()`,
    );
  });
  afterAll(async () => {
    await peer.close();
    await net.close();
    await opened.close();
  });
  beforeEach(async () => {
    status = 200;
    facts = {};
    values = new TestValues();
    peer.requests.length = 0;
    await opened.database.execute('delete from seen');
    await opened.database.execute('delete from work');
    await opened.database.execute('delete from leases');
    workspaceId = await givenWorkspace(opened.database);
    runners = [];
  });
  afterEach(() => Promise.all(runners.map((runner) => runner.close())));

  const aRunner = (): TestRunner => {
    const runner = new TestRunner(opened.database, net, facts, values);
    runners.push(runner);
    return runner;
  };
  const post = (): string =>
    `{% action "http", method: "post", url: "${peer.url}", body: event.data, error_on_5xx: true %}`;
  const given = (more: Parameters<typeof givenTask>[2]): Promise<Id> =>
    givenTask(opened.database, workspaceId, { subscriptions: [TOPIC], script: post(), ...more });
  const event = (key: string, n: number): NewEvent =>
    anEvent(workspaceId, TOPIC, { data: JSON.stringify({ key, n }) });
  const routeAll = async (runner: TestRunner, events: readonly NewEvent[]): Promise<void> => {
    for (const each of events) await runner.route(each);
  };
  const sent = (key?: string): number[] =>
    peer.requests
      .map(({ body }) => JSON.parse(body.toString()) as { key: string; n: number })
      .filter((data) => key === undefined || data.key === key)
      .map(({ n }) => n);
  const workOf = async ({ envelope }: NewEvent) =>
    (await rowsOf(opened.database, 'work', envelope.id)).map(({ kind, state }) => [kind, state]);
  const mostStarted = async (): Promise<number> => {
    const [row] = await opened.database.query<{ most: number }>(
      'select coalesce(max(started), 0)::integer as most from seen',
    );
    return row!.most;
  };
  const sweep = async (): Promise<void> => {
    const [runner] = runners;
    await opened.database.execute('delete from leases');
    await new LaneSweep({
      database: opened.database,
      workspaces: testWorkspaces(facts),
      instanceId: newId(),
      publish: async (messages) => void runner!.messages.push(...messages),
      logger: silentLogger,
    }).tick();
  };
  /** Hands every message to one of the runners, several at a time and in a bad order, until none is left. */
  const drainTogether = async (): Promise<void> => {
    for (;;) {
      const messages = runners.flatMap((runner) => runner.messages.splice(0)).reverse();
      if (messages.length === 0) return;
      await Promise.all(messages.map((message, n) => runners[n % runners.length]!.handle(message)));
    }
  };

  it('of one key go in the order of their events, each with all its action runs', async () => {
    await given({ concurrency: { key: KEY, ordered: true } });
    const runner = aRunner();
    const events = [1, 2, 3].map((n) => event('a', n));
    await routeAll(runner, events);
    const [first, second, third] = runner.messages.splice(0);

    await runner.handle(third!);
    await runner.handle(second!);
    expect(await workOf(events[2]!)).toEqual([['task', 'unscheduled']]);
    await runner.handle(first!);
    expect(await workOf(events[0]!)).toEqual([['action', 'due']]);
    expect(await workOf(events[1]!)).toEqual([['task', 'unscheduled']]);

    await runner.drain();
    expect(sent()).toEqual([1, 2, 3]);
    expect(await Promise.all(events.map(workOf))).toEqual([[], [], []]);
  });

  it('keep their order over two runners, key by key, with none beside another', async () => {
    await given({ concurrency: { key: KEY, ordered: true } });
    const [one] = [aRunner(), aRunner()];
    const events = Array.from({ length: 24 }, (_, n) => event('abc'[n % 3]!, n));
    await routeAll(one, events);

    await drainTogether();

    for (const [key, first] of [
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ] as const) {
      expect(sent(key)).toEqual([0, 3, 6, 9, 12, 15, 18, 21].map((n) => n + first));
    }
    expect(await mostStarted()).toBe(1);
    expect(await opened.database.query('select 1 from work')).toEqual([]);
  });

  it('all come to their end when many of a few keys come together', async () => {
    await given({ concurrency: { key: KEY, ordered: true }, script: '{% log 1 %}' });
    const runner = aRunner();
    await routeAll(
      runner,
      Array.from({ length: 120 }, (_, n) => event(String(n % 4), n)),
    );

    await drainTogether();

    expect(await mostStarted()).toBe(1);
    expect(await opened.database.query('select 1 from work')).toEqual([]);
  });

  it('go by their task where it gives no key', async () => {
    await given({ concurrency: { ordered: true } });
    aRunner();
    await routeAll(
      aRunner(),
      [1, 2, 3, 4, 5].map((n) => event('abcde'[n - 1]!, n)),
    );

    await drainTogether();

    expect(sent()).toEqual([1, 2, 3, 4, 5]);
  });

  it('keep their place while one waits for another try', async () => {
    await given({ concurrency: { key: KEY, ordered: true } });
    const runner = aRunner();
    const events = [event('a', 1), event('a', 2)];
    await routeAll(runner, events);
    status = 503;
    await runner.drain();
    expect(await workOf(events[0]!)).toEqual([['action', 'scheduled']]);

    status = 200;
    await sweep();
    await runner.drain();
    expect(await workOf(events[1]!)).toEqual([['task', 'unscheduled']]);

    await opened.database.execute(`update work set run_at = now() where state = 'scheduled'`);
    for (const item of await makeDue(opened.database, 10)) await runner.handle(workMessage(item));
    await runner.drain();
    expect(sent()).toEqual([1, 1, 2]);
  });

  it('wait for what a dead runner had in hand', async () => {
    await given({ concurrency: { key: KEY, ordered: true } });
    const runner = aRunner();
    const events = [event('a', 1), event('a', 2)];
    await routeAll(runner, events);
    const [first, second] = runner.messages.splice(0);
    await opened.database.execute(
      `update work set state = 'started', attempt = 1, holder = 'dead', lease_until = now() + interval '1 minute'
       where event_id = $1`,
      [events[0]!.envelope.id],
    );
    await nameAs(events[0]!, 'a');

    await runner.handle(second!);
    await sweep();
    await runner.drain();
    expect(await workOf(events[1]!)).toEqual([['task', 'unscheduled']]);

    await opened.database.execute(
      `update work set lease_until = now() - interval '1 s' where state = 'started'`,
    );
    for (const item of await takeBackLost(opened.database, 10)) {
      await runner.handle(workMessage(item));
    }
    await runner.handle(first!, { redelivered: true });
    await runner.drain();
    expect(sent()).toEqual([1, 2]);
  });

  /** The lane that a run of this key would have. */
  const nameAs = async ({ envelope }: NewEvent, key: string): Promise<void> => {
    const [work] = await rowsOf(opened.database, 'work', envelope.id);
    await opened.database.execute('update work set lane = $2 where event_id = $1', [
      envelope.id,
      laneOf(work!['task_id'] as Id, key),
    ]);
  };

  it('go on when the one before is cancelled, or its event', async () => {
    await given({ concurrency: { ordered: true } });
    const bus = openLocalBus({ logger: silentLogger });
    const runner = aRunner();
    const events = [1, 2, 3].map((n) => event('a', n));
    await routeAll(runner, events);
    for (const message of runner.messages.splice(0)) await runner.handle(message);
    runner.messages.length = 0;
    const [action] = await rowsOf(opened.database, 'action_runs', events[0]!.envelope.id);

    await new RunCommands(opened.database, bus).cancelActionRun(workspaceId, action!['id'] as Id);
    expect(await workOf(events[1]!)).toEqual([['task', 'due']]);
    expect(await workOf(events[2]!)).toEqual([['task', 'unscheduled']]);

    const eventCommands = new EventCommands(opened.database, new EventStore(opened.database), bus);
    await eventCommands.cancelEvent(workspaceId, events[1]!.envelope.id);
    expect(await workOf(events[2]!)).toEqual([['task', 'due']]);
    await bus.close();
  });

  it('are started no more than so many at a time, for each key', async () => {
    await given({ concurrency: { key: KEY, limit: 2 }, script: '{% log event.data.n %}' });
    aRunner();
    const events = Array.from({ length: 16 }, (_, n) => event('ab'[n % 2]!, n));
    await routeAll(aRunner(), events);

    await drainTogether();

    expect(await mostStarted()).toBe(2);
    const runs = await opened.database.query<{ state: string }>(
      'select state from task_runs where workspace_id = $1',
      [workspaceId],
    );
    expect(runs.map(({ state }) => state)).toEqual(Array(16).fill('succeeded'));
    expect(await opened.database.query('select 1 from work')).toEqual([]);
  });

  it('are started no more than so many at a time in a Workspace, task runs and action runs', async () => {
    facts = { concurrencyLimit: 2 };
    await given({});
    aRunner();
    const events = Array.from({ length: 12 }, (_, n) => event('a', n));
    await routeAll(aRunner(), events);

    await drainTogether();

    expect(await mostStarted()).toBe(2);
    expect(sent().sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await opened.database.query('select 1 from work')).toEqual([]);
  });

  it('keep a sequence in order under the limit of their Workspace', async () => {
    facts = { concurrencyLimit: 1 };
    const first = `{% action "http", method: "post", url: "${peer.url}", body: event.data %}`;
    const script = `${first}{% action "http", method: "post", url: "${peer.url}", body: "{}" %}`;
    await given({ script, perform_action_runs_in_sequence: true });
    await routeAll(
      aRunner(),
      [1, 2, 3].map((n) => event('a', n)),
    );

    await drainTogether();

    expect(await mostStarted()).toBe(1);
    expect(peer.requests).toHaveLength(6);
    expect(await opened.database.query('select 1 from work')).toEqual([]);
  });

  it('have no limit where the option behind their key renders empty', async () => {
    const options = new RawJson('{"lane":"{{ event.data.none }}"}');
    await given({ options, concurrency: { key: '{{ options.lane }}', ordered: true } });
    const runner = aRunner();
    const events = [event('a', 1), event('a', 2)];
    await routeAll(runner, events);
    for (const message of runner.messages.splice(0)) await runner.handle(message);

    expect(await Promise.all(events.map(workOf))).toEqual([
      [['action', 'due']],
      [['action', 'due']],
    ]);
  });

  it.each(['{{ globals.shard }}', '{{ options.by__global }}', '{{ options.by__secret }}'])(
    'go by the globals and secrets of their Workspace where the key is %s',
    async (key) => {
      values.globals = { shard: 'north' };
      values.secrets.set('shard', 'hidden');
      const options = new RawJson('{"by__global":"shard","by__secret":"shard"}');
      await given({ options, concurrency: { key, ordered: true } });
      const runner = aRunner();
      const events = [event('a', 1), event('b', 2)];
      await routeAll(runner, events);
      for (const message of runner.messages.splice(0)) await runner.handle(message);

      expect(await Promise.all(events.map(workOf))).toEqual([
        [['action', 'due']],
        [['task', 'unscheduled']],
      ]);
    },
  );

  it('go by the parents of their events', async () => {
    await given({ concurrency: { key: '{{ event.parent.data.key }}', ordered: true } });
    const runner = aRunner();
    const parents = ['a', 'a', 'b'].map((key) =>
      anEvent(workspaceId, 'user/no/body', { data: `{"key":"${key}"}` }),
    );
    await routeAll(runner, parents);
    const events = parents.map(({ envelope: { id } }, n) => {
      const child = event('x', n);
      return { ...child, envelope: { ...child.envelope, parent_id: id } };
    });
    await routeAll(runner, events);
    for (const message of runner.messages.splice(0)) await runner.handle(message);

    expect(await Promise.all(events.map(workOf))).toEqual([
      [['action', 'due']],
      [['task', 'unscheduled']],
      [['action', 'due']],
    ]);
  });

  it('need no other options than those that their key names', async () => {
    values.secrets.set('signing', 'hidden');
    const options = new RawJson(
      '{"lane":"{{ event.data.key }}","mark":"{{ 1 | hmac_sha256: secrets.signing }}"}',
    );
    const script = `{% assign mark = options.mark %}${post()}`;
    await given({ script, options, concurrency: { key: '{{ options.lane }}', ordered: true } });
    const runner = aRunner();
    await routeAll(runner, [event('a', 1)]);
    await runner.drain();

    expect(sent()).toEqual([1]);
  });

  it('have no limit where the key renders empty', async () => {
    await given({ concurrency: { key: ' {{ event.data.none }} ', ordered: true } });
    const runner = aRunner();
    const events = [event('a', 1), event('a', 2)];
    await routeAll(runner, events);
    for (const message of runner.messages.splice(0)) await runner.handle(message);

    expect(await Promise.all(events.map(workOf))).toEqual([
      [['action', 'due']],
      [['action', 'due']],
    ]);
  });

  it('fail where the key does not render, and hold nobody up', async () => {
    const key = '{% if event.data.n == 1 %}{{ event.data.key | divided_by: 0 }}{% endif %}k';
    await given({ concurrency: { key, ordered: true } });
    const runner = aRunner();
    const events = [event('1', 1), event('1', 2)];
    await routeAll(runner, events);
    const [first, second] = runner.messages.splice(0);

    await runner.handle(second!);
    await runner.handle(first!);
    await runner.drain();

    const [failed] = await rowsOf(opened.database, 'task_runs', events[0]!.envelope.id);
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    expect(JSON.parse(failed!['error'] as string)).toMatchObject({
      code: 'liquid_render',
      message: expect.stringContaining('the concurrency key did not render') as unknown,
    });
    expect(sent()).toEqual([2]);
  });

  it('fail where rendering the key takes more than two seconds', async () => {
    const endless =
      '{% for i in (1..999999999) %}{% for j in (1..999999999) %}{% endfor %}{% endfor %}';
    await given({ concurrency: { key: endless, limit: 1 } });
    const runner = aRunner();
    const stuck = event('a', 1);
    await routeAll(runner, [stuck]);
    await runner.drain();

    const [failed] = await rowsOf(opened.database, 'task_runs', stuck.envelope.id);
    expect(JSON.parse(failed!['error'] as string)).toMatchObject({
      code: 'time_limit',
      message: expect.stringMatching(/^the concurrency key did not render: .*2000 ms/) as unknown,
    });
    expect(await opened.database.query('select 1 from work')).toEqual([]);
  });

  it('are let go by the sweep when their task is disabled, and fail as others do', async () => {
    const concurrency = { ordered: true };
    const task = await given({ concurrency });
    const runner = aRunner();
    const events = [event('a', 1), event('a', 2), event('a', 3)];
    await routeAll(runner, events);
    for (const message of runner.messages.splice(0).slice(1)) await runner.handle(message);
    await opened.database.execute('delete from work where event_id = $1', [events[0]!.envelope.id]);
    const definition = { concurrency, subscriptions: [TOPIC], script: post() };
    await saveTask(opened.database, workspaceId, task, {
      enabled: false,
      version: 1,
      ...definition,
    });

    await sweep();
    await runner.drain();

    for (const each of events.slice(1)) {
      const [run] = await rowsOf(opened.database, 'task_runs', each.envelope.id);
      expect(JSON.parse(run!['error'] as string)).toMatchObject({ code: 'task_disabled' });
    }
  });

  it('are let go when the limit of their Workspace is raised', async () => {
    facts = { concurrencyLimit: 1 };
    await given({});
    const runner = aRunner();
    const events = [event('a', 1), event('a', 2)];
    await routeAll(runner, events);
    await opened.database.execute(
      `insert into work (kind, id, workspace_id, event_id, state, run_at, lease_until)
       values ('action', $1, $2, $1, 'started', now(), now() + interval '1 minute')`,
      [newId(), workspaceId],
    );
    for (const message of runner.messages.splice(0)) await runner.handle(message);
    expect(await Promise.all(events.map(workOf))).toEqual([
      [['task', 'unscheduled']],
      [['task', 'unscheduled']],
    ]);
    await sweep();
    expect(runner.messages).toEqual([]);

    facts = { concurrencyLimit: 2 };
    await sweep();

    expect(await Promise.all(events.map(workOf))).toEqual([
      [['task', 'due']],
      [['task', 'unscheduled']],
    ]);
  });
});
