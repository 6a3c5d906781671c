import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { givenEndpointRow } from '../../testing/given-deliveries.ts';
import { givenWorkspace } from '../../testing/given-workspace.ts';
import { pickDeliveries, type PickedRow } from './pick-deliveries.ts';

const WAITING = 5_000;

describe('picking deliveries', () => {
  let opened: TestDatabase;
  let endpointId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    const workspaceId = await givenWorkspace(opened.database);
    endpointId = await givenEndpointRow(opened.database, workspaceId);
    await opened.database.execute(
      `insert into delivery_queue (delivery_id, workspace_id, endpoint_id, state, run_at, position)
       select i.id, $1, $2, 'waiting', now() - interval '1 hour' + i.n * interval '1 ms', i.id
       from (select n, gen_random_uuid() as id from generate_series(1, $3) n) i`,
      [workspaceId, endpointId, WAITING],
    );
    await opened.database.execute('analyze delivery_queue');
  });
  afterAll(() => opened.close());

  const pick = (): Promise<PickedRow[]> =>
    opened.database.transaction(async (tx) => {
      const asked = [{ endpointId, total: 40, ordinary: 40 }];
      const picked = await pickDeliveries(tx, asked, { holder: newId(), now: new Date() });
      await tx.query('select pg_stat_force_next_flush()');
      return picked;
    });
  const wholeReads = async (): Promise<number> => {
    const [row] = await opened.database.query<{ reads: string }>(
      `select seq_scan as reads from pg_stat_user_tables where relname = 'delivery_queue'`,
    );
    return Number(row!.reads);
  };

  it('never reads the whole queue', async () => {
    await pick();
    const before = await wholeReads();

    for (let times = 0; times < 8; times += 1) expect(await pick()).toHaveLength(40);

    expect(await wholeReads()).toBe(before);
  });
});
