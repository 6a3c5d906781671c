import { encodeMessage, messageTypeOf, queueMarker } from '@millwright/contracts';
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

  describe('when the clock jumps', () => {
    const HOUR_MS = 3_600_000;
    let steadyMs: number;
    const watching = (): Reconciler => reconciler(newId(), new ClockWatch(() => steadyMs));
    /** Started by somebody, with a lease that ends so many hours from now. */
    const started = async (hours: number): Promise<Id> => {
      const id = await given({ kind: 'action' });
      await opened.database.execute(
        `update work set state = 'started', holder = 'somebody', lease_until = now() + make_interval(hours => $2)
         where id = $1`,
        [id, hours],
      );
      return id;
    };
    const isWithin = async (id: Id, column: 'lease_until' | 'due_at', seconds: number) => {
      const [row] = await opened.database.query<{ isWithin: boolean }>(
        `select ${column} < now() + make_interval(secs => $2) as "isWithin" from work where id = $1`,
        [id, seconds],
      );
      return row!.isWithin;
    };
    beforeEach(() => (steadyMs = 2 * HOUR_MS));

    it('takes no run from a living runner after a leap ahead', async () => {
      const one = watching();
      await one.tick();
      await started(-1);
      steadyMs -= HOUR_MS;

      await one.tick();

      expect(takePublished()).toEqual([]);
    });

    it('shortens what is left of leases when it is set back', async () => {
      const one = watching();
      await one.tick();
      const id = await started(1);
      await one.tick();
      expect(await isWithin(id, 'lease_until', 120)).toBe(false);
      steadyMs += HOUR_MS;

      await one.tick();

      expect(await isWithin(id, 'lease_until', 120)).toBe(true);
    });

    it('shortens them at its first look, as it may have been set back before', async () => {
      const id = await started(1);

      await watching().tick();

      expect(await isWithin(id, 'lease_until', 120)).toBe(true);
    });

    it('finds again what became due in a time to come', async () => {
      const id = await given({});
      await dueFor(id, -3_600);

      await watching().tick();

      expect(await isWithin(id, 'due_at', 1)).toBe(true);
    });

    it('does not go by markers of a time to come', async () => {
      await given({ priority: 1 }).then((id) => dueFor(id, 10));
      const body = encodeMessage(queueMarker, {
        queue: 'task-runs.normal',
        published_at: new Date(Date.now() + HOUR_MS).toISOString(),
      });
      await opened.database.execute(
        `insert into queue_markers values ('task-runs.normal', now() + interval '1 hour')`,
      );

      const one = watching();
      await one.tick();
      const markers = takePublished();
      expect(markers.map(isMarker)).toEqual([true]);
      await opened.database.execute('delete from queue_markers');
      await handleMarker(opened.database, body);
      await one.tick();
      expect(takePublished()).toEqual([]);

      await handleMarker(opened.database, markers[0]!.body);
      await one.tick();
      expect(takePublished()).toHaveLength(1);
    });

    it('lets a marker of now take the place of one of a time to come', async () => {
      const id = await given({ priority: 1 });
      await dueFor(id, 10);
      await opened.database.execute(
        `insert into queue_markers values ('task-runs.normal', now() + interval '1 hour')`,
      );
      const one = watching();
      await one.tick();

      await handleMarker(opened.database, takePublished()[0]!.body);
      await one.tick();

      expect(takePublished().map((message) => message.id)).toEqual([id]);
    });
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
