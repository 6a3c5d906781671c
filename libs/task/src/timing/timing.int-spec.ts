import { messageTypeOf } from '@millwright/contracts';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { insertOpenEvents, insertWork, type NewWork } from '@millwright/event';
import { newId, type Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { anEvent } from '../testing/given.ts';
import { ClockWatch } from './clock-watch.ts';
import { handleMarker } from './queue-marker.handler.ts';
import { Reconciler } from './reconciler.ts';
import { Scheduler } from './scheduler.ts';

describe('what happens by the clock', () => {
  let opened: TestDatabase;
  let published: OutgoingMessage[];
  const publish = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    published.push(...messages);
  };

  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    published = [];
    await opened.database.execute('delete from work');
    await opened.database.execute('delete from queue_markers');
    await opened.database.execute('delete from leases');
  });

  const reconciler = (instanceId: Id = newId(), clock = new ClockWatch()): Reconciler =>
    new Reconciler({ database: opened.database, instanceId, logger: silentLogger, publish, clock });
  const given = async (work: Partial<NewWork>): Promise<Id> => {
    const id = newId();
    await insertWork(opened.database, [
      {
        kind: 'task',
        id,
        workspaceId: newId(),
        eventId: newId(),
        taskId: newId(),
        state: 'due',
        runAt: new Date(),
        ...work,
      },
    ]);
    return id;
  };
  const dueFor = (id: Id, seconds: number) =>
    opened.database.execute(
      'update work set due_at = now() - make_interval(secs => $2) where id = $1',
      [id, seconds],
    );
  const takePublished = (): OutgoingMessage[] => published.splice(0);
  const isMarker = ({ body }: OutgoingMessage): boolean => messageTypeOf(body) === 'queue.marker';

  it('makes due what has waited for its time, and nothing else', async () => {
    const past = await given({ state: 'scheduled', runAt: new Date(Date.now() - 1_000) });
    await given({ state: 'scheduled', runAt: new Date(Date.now() + 60_000) });

    const count = await new Scheduler(opened.database, publish, silentLogger).tick();

    expect(count).toBe(1);
    expect(takePublished().map(({ id, queue }) => [id, queue])).toEqual([
      [past, 'task-runs.normal'],
    ]);
  });

  it('gives each scheduled run to one of several schedulers', async () => {
    const runAt = new Date(Date.now() - 1_000);
    for (let n = 0; n < 50; n += 1) await given({ state: 'scheduled', runAt });
    const schedulers = [1, 2, 3].map(() => new Scheduler(opened.database, publish, silentLogger));

    const counts = await Promise.all(schedulers.map((scheduler) => scheduler.tick()));

    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50);
    expect(new Set(takePublished().map(({ id }) => id)).size).toBe(50);
  });

  it('publishes lost work again only behind a marker that has come out of its queue', async () => {
    const lost = await given({ priority: 0 });
    await dueFor(lost, 10);

    await reconciler().tick();
    const markers = takePublished();
    expect(markers.map(({ queue }) => queue)).toEqual(['task-runs.high']);
    expect(markers.every(isMarker)).toBe(true);

    await opened.database.execute('delete from leases');
    await reconciler().tick();
    expect(takePublished().filter((message) => !isMarker(message))).toEqual([]);

    expect(await handleMarker(opened.database, markers[0]!.body)).toBe(true);
    await opened.database.execute('delete from leases');
    await reconciler().tick();
    const again = takePublished().filter((message) => !isMarker(message));
    expect(again.map(({ id, queue }) => [id, queue])).toEqual([[lost, 'task-runs.high']]);
  });

  it('has one marker at a time on its way through each queue, however long the queue is', async () => {
    const id = await given({ priority: 0 });
    await dueFor(id, 10);
    const one = reconciler();

    for (let turn = 0; turn < 5; turn += 1) await one.tick();

    const [marker, ...more] = takePublished();
    expect(more).toEqual([]);
    await handleMarker(opened.database, marker!.body);
    await one.tick();
    expect(takePublished().map((message) => message.id)).toEqual([id]);
  });

  it('leaves alone what became due after the marker, or is in another queue', async () => {
    const lost = await given({ priority: 1 });
    await dueFor(lost, 10);
    await reconciler().tick();
    const [marker] = takePublished();
    await given({ priority: 1 });
    const other = await given({ priority: 2 });
    await dueFor(other, 100);

    await handleMarker(opened.database, marker!.body);
    await opened.database.execute('delete from leases');
    await reconciler().tick();

    const again = takePublished().filter((message) => !isMarker(message));
    expect(again.map(({ id }) => id)).toEqual([lost]);
  });

  it('finds a committed event whose hint was lost', async () => {
    const event = anEvent(newId(), 'user/a/b');
    await opened.database.transaction((tx) => insertOpenEvents(tx, [event]));
    await dueFor(event.envelope.id, 10);
    await reconciler().tick();
    const markers = takePublished();
    expect(markers).toHaveLength(8);

    for (const { body } of markers) await handleMarker(opened.database, body);
    await opened.database.execute('delete from leases');
    await reconciler().tick();

    const again = takePublished().filter((message) => !isMarker(message));
    expect(again.map(({ id }) => id)).toEqual([event.envelope.id]);
  });

  it('makes due again what a dead runner had started', async () => {
    const id = await given({ kind: 'action' });
    await opened.database.execute(
      `update work set state = 'started', holder = 'dead', lease_until = now() - interval '1 second' where id = $1`,
      [id],
    );

    await reconciler().tick();

    expect(takePublished().map((message) => [message.id, message.queue])).toEqual([
      [id, 'action-runs.normal'],
    ]);
  });

  it('takes no run from a living runner when the clock leaps ahead', async () => {
    const id = await given({ kind: 'action' });
    const steady = [3_600_000, 0, 0, 10_000, 60_000];
    const clock = new ClockWatch(() => steady.shift() ?? 60_000);
    const one = reconciler(newId(), clock);
    await one.tick();
    await opened.database.execute(
      `update work set state = 'started', holder = 'living', lease_until = now() - interval '1 hour' where id = $1`,
      [id],
    );

    await one.tick();

    expect(takePublished()).toEqual([]);
  });

  it('shortens what is left of leases when the clock is set back', async () => {
    const id = await given({ kind: 'action' });
    const steady = [0, 0, 3_600_000];
    const one = reconciler(newId(), new ClockWatch(() => steady.shift() ?? 3_600_000));
    await one.tick();
    await opened.database.execute(
      `update work set state = 'started', holder = 'dead', lease_until = now() + interval '1 hour' where id = $1`,
      [id],
    );

    await one.tick();

    const [row] = await opened.database.query<{ isShort: boolean }>(
      `select lease_until < now() + interval '2 minutes' as "isShort" from work where id = $1`,
      [id],
    );
    expect(row).toEqual({ isShort: true });
  });

  it('is done by one reconciler at a time', async () => {
    const id = await given({});
    await dueFor(id, 10);

    await reconciler().tick();
    takePublished();
    await reconciler().tick();

    expect(takePublished()).toEqual([]);
  });
});
