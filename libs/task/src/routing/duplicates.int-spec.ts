import { jest } from '@jest/globals';
import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { EventStore, type NewEvent } from '@millwright/event';
import { newSecretId, sha256Hex, systemClock, type Id } from '@millwright/kernel';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { testWorkspaces } from '../testing/test-workspaces.ts';
import { EventRouter, type Routed } from './event-router.ts';
import type { EventToRoute } from './event-to-route.ts';
import { TaskIndex } from './task-index.ts';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('events that are duplicates, routed on %s', (_name, open) => {
  let opened: TestDatabase;
  let router: EventRouter;
  let workspaceId: Id;
  let webhookId: Id;

  const aRouter = (): EventRouter =>
    new EventRouter(
      opened.database,
      new EventStore(opened.database),
      new TaskIndex(),
      testWorkspaces(),
      systemClock,
    );

  beforeAll(async () => {
    opened = await open();
    router = aRouter();
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    workspaceId = await givenWorkspace(opened.database);
    webhookId = newSecretId();
    await givenTask(opened.database, workspaceId, { subscriptions: ['user/a/b'] });
    // From now on it knows the configuration: one statement will do.
    await router.route([toRoute(anEvent(workspaceId, 'user/a/b'))]);
  });

  const keyed = (value: string): NewEvent => {
    const event = anEvent(workspaceId, 'user/a/b');
    event.envelope.webhook_id = webhookId;
    return { ...event, dedupe: { key: sha256Hex(value), window_seconds: 60 } };
  };
  const toRoute = ({ envelope, data, request, dedupe }: NewEvent): EventToRoute => ({
    ...{ eventId: envelope.id, stored: false, event: envelope, data, request, dedupe },
  });
  const route = (...events: NewEvent[]): Promise<Routed> => router.route(events.map(toRoute));
  const idsOf = (envelopes: readonly { id: Id }[]): Id[] => envelopes.map(({ id }) => id);
  const countOf = async (table: string, events: readonly NewEvent[]): Promise<number> => {
    const column = table === 'events' || table === 'event_runs' ? 'id' : 'event_id';
    const [row] = await opened.database.query<{ count: number }>(
      `select count(*)::int as count from ${table} where ${column} = any($1::uuid[])`,
      [events.map(({ envelope }) => envelope.id)],
    );
    return row!.count;
  };

  it('leave nothing, in one statement as in several', async () => {
    const transaction = jest.spyOn(opened.database, 'transaction');
    const [first, second, plain] = [keyed('x'), keyed('x'), anEvent(workspaceId, 'user/a/b')];
    await route(first);

    const routed = await route(second, keyed('y'), plain);

    expect(transaction).not.toHaveBeenCalled();
    transaction.mockRestore();
    expect(idsOf(routed.duplicates)).toEqual([second.envelope.id]);
    expect(routed).toMatchObject({ taskRuns: 2, messages: [{}, {}] });
    for (const table of ['events', 'event_runs', 'task_runs', 'work']) {
      expect([table, await countOf(table, [first, second])]).toEqual([table, 1]);
    }
  });

  it('are found within one batch', async () => {
    const events = [keyed('x'), keyed('x'), keyed('y'), keyed('x')];

    const routed = await route(...events);

    expect(routed.events).toHaveLength(2);
    expect(idsOf(routed.duplicates).sort()).toEqual(
      [events[1]!, events[3]!].map(({ envelope }) => envelope.id).sort(),
    );
    expect(await countOf('task_runs', events)).toBe(2);
  });

  it('are not those whose message comes again', async () => {
    const event = keyed('x');
    await route(event);

    expect(await route(event)).toMatchObject({ events: [], duplicates: [], messages: [] });
    expect(await countOf('task_runs', [event])).toBe(1);
  });

  it('are found whichever of several routers gets them', async () => {
    const other = aRouter();
    await other.route([toRoute(anEvent(workspaceId, 'user/a/b'))]);
    const events = Array.from({ length: 60 }, (_none, index) => keyed(String(index % 10)));

    await Promise.all(
      events.map((event, index) => (index % 2 === 0 ? router : other).route([toRoute(event)])),
    );

    for (const table of ['events', 'task_runs', 'work']) {
      expect([table, await countOf(table, events)]).toEqual([table, 10]);
    }
  });

  it('take no key where nothing is written, since the configuration has changed', async () => {
    await givenTask(opened.database, workspaceId, { subscriptions: ['user/a/b'] });

    const event = keyed('x');
    const routed = await route(event);

    expect(routed).toMatchObject({ taskRuns: 2, duplicates: [] });
    expect(await countOf('events', [event])).toBe(1);
  });
});
