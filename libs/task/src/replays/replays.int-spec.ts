import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { EventStore, insertOpenEvents, type NewEvent } from '@millwright/event';
import { newId, RawJson, type Id } from '@millwright/kernel';
import { openLocalBus } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { EventCommands } from '../commands/event-commands.ts';
import { EventReads } from '../reads/event-reads.ts';
import { RunReads } from '../reads/run-reads.ts';
import { anEvent, givenWorkspace } from '../testing/given.ts';
import { BulkReplay } from './bulk-replay.ts';

describe('the replay of an event', () => {
  let opened: TestDatabase;
  let events: EventStore;
  let commands: EventCommands;
  let replays: BulkReplay;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    const { database } = opened;
    const bus = openLocalBus({ logger: silentLogger });
    events = new EventStore(database);
    commands = new EventCommands(database, events, bus);
    const reads = new EventReads(database, new RunReads(database));
    replays = new BulkReplay(database, events, reads, bus);
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    workspaceId = await givenWorkspace(opened.database);
  });

  const given = async (
    topic: string,
    more: { data?: string; taskIds?: Id[] } = {},
    envelope: Partial<NewEvent['envelope']> = {},
  ): Promise<NewEvent> => {
    const plain = anEvent(workspaceId, topic, more);
    const event = { ...plain, envelope: { ...plain.envelope, ...envelope } };
    await opened.database.transaction((tx) => insertOpenEvents(tx, [event]));
    return event;
  };
  const replayed = async (id: Id, changes: { data?: RawJson; taskIds?: Id[] } = {}) => {
    const outcome = await commands.replayEvent(workspaceId, id, changes);
    if (!outcome.ok) throw new Error(outcome.message);
    const [event] = await events.eventsOf(opened.database, [outcome.done.id]);
    return event!;
  };

  it('has its topic, data and request id, names it, and has no parent', async () => {
    const { envelope } = await given(
      'shopify/orders/create',
      { data: '{"price":1.0}' },
      { request_id: newId(), parent_id: newId(), webhook_id: newId(), provider: 'shopify' },
    );

    const again = await replayed(envelope.id);

    expect(again.data.text).toBe('{"price":1.0}');
    expect(again.envelope).toMatchObject({
      topic: 'shopify/orders/create',
      source: 'replay',
      request_id: envelope.request_id,
      replay_of: envelope.id,
      parent_id: null,
      task_ids: null,
    });
  });

  it('may have other data, and be for chosen tasks', async () => {
    const { envelope } = await given('user/a/b');
    const taskIds = [newId()];

    const again = await replayed(envelope.id, { data: new RawJson('[2.0]'), taskIds });

    expect(again.data.text).toBe('[2.0]');
    expect(again.envelope.task_ids).toEqual(taskIds);
  });

  it('that was for certain tasks is theirs alone again, one by one or with others', async () => {
    const taskIds = [newId()];
    const { envelope } = await given('mechanic/user/trigger', { taskIds });

    const again = await replayed(envelope.id);
    await replays.replay(workspaceId, { topic: 'mechanic/user/trigger', source: 'webhook' });

    expect(again.envelope.task_ids).toEqual(taskIds);
    const rows = await opened.database.query(
      'select task_ids from events where workspace_id = $1 and replay_of = $2',
      [workspaceId, envelope.id],
    );
    expect(rows).toEqual([{ task_ids: taskIds }, { task_ids: taskIds }]);
  });

  it('of another Workspace is not to be had', async () => {
    const { envelope } = await given('user/a/b');
    const other = await givenWorkspace(opened.database);

    expect(await commands.replayEvent(other, envelope.id, {})).toMatchObject({ code: 'not_found' });
    expect(await replays.replay(other, { topic: 'user/a/b' })).toBe(0);
  });

  it('of many comes in the order in which they came, each once', async () => {
    const ids: Id[] = [];
    for (let n = 0; n < 45; n += 1) ids.push((await given('user/a/b')).envelope.id);
    await given('user/a/c');

    const queued = await replays.replay(workspaceId, { topic: 'user/a/b' });

    const rows = await opened.database.query<{ of: Id }>(
      'select replay_of as of from events where workspace_id = $1 and replay_of is not null order by id',
      [workspaceId],
    );
    expect(queued).toBe(45);
    expect(rows.map(({ of }) => of)).toEqual(ids);
  });
});
