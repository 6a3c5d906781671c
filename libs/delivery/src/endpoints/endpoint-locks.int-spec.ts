import { bumpEpoch } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { until } from '@millwright/testing';
import { addEndpoint, addWorkspace, endpointWriterOf } from '../testing/given-endpoint.ts';
import { EndpointStore } from './endpoint.store.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const somebodyWaits = async (): Promise<boolean> => {
  const rows = await test.database.query(
    `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length > 0;
};

const gate = (): { open: () => void; opened: Promise<void> } => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};

describe('a change of an endpoint', () => {
  it.each(['update', 'delete'] as const)(
    '(%s) waits for whoever disables it at the end of an attempt, and the two never for each other',
    async (kind) => {
      const workspaceId = await addWorkspace(test.database);
      const { id } = (await addEndpoint(test.database, workspaceId)).endpoint;
      const [held, goOn] = [gate(), gate()];

      const ending = test.database.transaction(async (tx) => {
        await tx.query('select 1 from endpoint_health where endpoint_id = $1 for update', [id]);
        held.open();
        await goOn.opened;
        await bumpEpoch(tx);
        await tx.execute(`update endpoints set enabled = false where id = $1`, [id]);
      });
      await held.opened;
      const change = test.database.transaction<unknown>((tx) =>
        kind === 'update'
          ? endpointWriterOf().update(tx, workspaceId, id, { name: 'Renamed' }, 'changer')
          : new EndpointStore().delete(tx, workspaceId, id),
      );
      await until(somebodyWaits);
      goOn.open();

      await ending;
      expect(await change).toBeTruthy();
    },
  );
});
