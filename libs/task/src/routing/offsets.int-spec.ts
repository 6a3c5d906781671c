import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { EventStore } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { anEvent, givenTask, givenWorkspace } from '../testing/given.ts';
import { testWorkspaces } from '../testing/test-workspaces.ts';
import { EventRouter } from './event-router.ts';
import { TaskIndex } from './task-index.ts';

const TOPIC = 'user/order/created';

describe('the offsets of subscriptions', () => {
  let opened: TestDatabase;
  let workspaceId: Id;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    workspaceId = await givenWorkspace(opened.database);
  });

  /** Routes an event at a time, and answers when each line's task run is due. */
  const routedAt = async (time: string, lines: string[]): Promise<Record<string, string>> => {
    const { database } = opened;
    await givenTask(database, workspaceId, { subscriptions: lines });
    const router = new EventRouter(
      database,
      new EventStore(database),
      new TaskIndex(),
      testWorkspaces({ timezone: 'Europe/Berlin' }),
      { now: () => Date.parse(time) },
    );
    const { envelope, data, request } = anEvent(workspaceId, TOPIC);
    await router.route([{ eventId: envelope.id, stored: false, event: envelope, data, request }]);
    const runs = await database.query<{ line: string; runAt: Date; state: string }>(
      'select subscription as line, run_at as "runAt", state from task_runs where event_id = $1',
      [envelope.id],
    );
    return Object.fromEntries(
      runs.map(({ line, runAt, state }) => [
        line.slice(TOPIC.length),
        `${state} ${runAt.toISOString().slice(0, 19)}`,
      ]),
    );
  };

  it('make a run for each line of every unit, those that mean the same once', async () => {
    const lines = [
      ...['', '+0.minutes', '+90.seconds', '+90.Second', '+5.minutes', '+1.hour', '+1.day'],
      ...['+1.days', '+2.weeks', '+1.month', '+1.year'],
    ].map((offset) => `${TOPIC}${offset}`);

    // The clocks of Berlin go forward on 29 March; January has 31 days, and 2027 is no leap year.
    expect(await routedAt('2026-03-28T12:00:00Z', lines)).toEqual({
      '': 'due 2026-03-28T12:00:00',
      '+90.seconds': 'scheduled 2026-03-28T12:01:30',
      '+5.minutes': 'scheduled 2026-03-28T12:05:00',
      '+1.hour': 'scheduled 2026-03-28T13:00:00',
      '+1.day': 'scheduled 2026-03-29T11:00:00',
      '+2.weeks': 'scheduled 2026-04-11T11:00:00',
      '+1.month': 'scheduled 2026-04-28T11:00:00',
      '+1.year': 'scheduled 2027-03-28T11:00:00',
    });
  });

  it('of months and years stay within the month', async () => {
    const lines = [`${TOPIC}+1.month`, `${TOPIC}+25.hours`];

    expect(await routedAt('2028-01-31T12:00:00Z', lines)).toEqual({
      '+1.month': 'scheduled 2028-02-29T12:00:00',
      '+25.hours': 'scheduled 2028-02-01T13:00:00',
    });
    workspaceId = await givenWorkspace(opened.database);
    expect(await routedAt('2028-02-29T12:00:00Z', [`${TOPIC}+1.year`])).toEqual({
      '+1.year': 'scheduled 2029-02-28T12:00:00',
    });
  });
});
