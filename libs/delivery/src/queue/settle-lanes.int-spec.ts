import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import { givenDelivery, givenEndpointRow, type GivenPlace } from '../testing/given-deliveries.ts';
import { givenWorkspace } from '../testing/given-workspace.ts';
import { FIRST_PLACE, settleLanes } from './settle-lanes.ts';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('the head of a lane on %s', (name, open) => {
  let opened: TestDatabase;
  let workspaceId: Id;
  let endpointId: Id;

  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    workspaceId = await givenWorkspace(opened.database);
    endpointId = await givenEndpointRow(opened.database, workspaceId, { ordering: 'fifo' });
  });

  /** Rows of one lane, the first that is given before the second. */
  const queued = (place: Partial<GivenPlace> = {}): Promise<Id> => {
    const inLane = { lane: 'key/a', laneUntil: 'final', isHead: false, ...place } as const;
    return givenDelivery(opened.database, { workspaceId, endpointId, queued: inLane });
  };
  const settle = (...lanes: string[]): Promise<void> =>
    settleLanes(
      opened.database,
      lanes.map((lane) => ({ endpointId, lane })),
    );
  const heads = async (): Promise<Id[]> => {
    const rows = await opened.database.query<{ id: Id }>(
      `select delivery_id as id from delivery_queue where endpoint_id = $1 and is_head order by position`,
      [endpointId],
    );
    return rows.map(({ id }) => id);
  };

  it('is the first of it, of each lane that is named and of no other', async () => {
    const first = await queued();
    await queued();
    const other = await queued({ lane: 'key/b' });
    await queued({ lane: 'key/c' });

    await settle('key/a', 'key/b', 'key/a', 'key/none');

    expect(await heads()).toEqual([first, other]);
  });

  it('is what comes before it, as long as nobody has begun with it', async () => {
    const earlier = await queued();
    await queued({ isHead: true });

    await settle('key/a');

    expect(await heads()).toEqual([earlier]);
  });

  it.each([
    ['is under way', { state: 'started', step: 1 }],
    ['waits for its next attempt', { state: 'waiting', step: 1 }],
    ['failed and holds the lane', { state: 'blocked', step: 2 }],
  ] as const)('stays while it %s, whatever comes before it', async (_what, place) => {
    await queued();
    const present = await queued({ isHead: true, ...place });

    await settle('key/a');

    expect(await heads()).toEqual([present]);
  });

  it.each([
    ['waits for its next attempt', { state: 'waiting', step: 1 }, true],
    ['failed and holds the lane', { state: 'blocked', step: 2 }, true],
    ['is under way', { state: 'started', step: 1 }, false],
  ] as const)(
    'that %s gives way to what was asked for by hand: %s',
    async (_what, place, gives) => {
      const present = await queued({ isHead: true, ...place });
      const asked = await queued({ position: FIRST_PLACE });

      await settle('key/a');

      expect(await heads()).toEqual([gives ? asked : present]);
    },
  );

  it('is what was asked for by hand last, before what was tried since it was asked for', async () => {
    const asked = await queued({ position: FIRST_PLACE, isHead: true, step: 1 });
    const last = await queued({ position: FIRST_PLACE, isManual: true });
    expect(asked < last).toBe(true);

    await settle('key/a');

    expect(await heads()).toEqual([last]);
  });

  if (name !== 'PostgreSQL') return;

  it('is found without reading the lane', async () => {
    const first = await queued({ isHead: true });
    await opened.database.execute(
      `insert into delivery_queue (delivery_id, workspace_id, endpoint_id, state, run_at, lane, lane_until, position, is_head)
       select gen_random_uuid(), $1, $2, 'waiting', now(), 'key/a', 'final', 'f0000000-0000-7000-8000-000000000000', false
       from generate_series(1, 5000)`,
      [workspaceId, endpointId],
    );
    await opened.database.execute('analyze delivery_queue');
    const earlier = await queued({ position: '00000000-0000-7000-8000-000000000000' });

    const read = await opened.database.transaction(async (tx) => {
      await settleLanes(tx, [{ endpointId, lane: 'key/a' }]);
      const [row] = await tx.query<{ read: number }>(
        `select (idx_tup_fetch + seq_tup_read)::integer as read from pg_stat_xact_user_tables
         where relname = 'delivery_queue'`,
      );
      return row!.read;
    });

    expect(await heads()).toEqual([earlier]);
    expect(first).not.toBe(earlier);
    // A few rows by whichever index the planner prefers, of 5,000.
    expect(read).toBeLessThan(500);
  });
});
