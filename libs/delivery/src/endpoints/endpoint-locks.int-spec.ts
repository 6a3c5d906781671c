import { bumpEpoch } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { until } from '@millwright/testing';
import { addEndpoint, addWorkspace, endpointWriterOf } from '../testing/given-endpoint.ts';
import { cancelDeleted } from '../sweep/cancel-deleted.ts';
import { givenDelivery } from '../testing/given-deliveries.ts';
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

describe('who cancels what a deleted endpoint had to send', () => {
  it('waits for who queues its deliveries again, and the two never for each other', async () => {
    const workspaceId = await addWorkspace(test.database);
    const endpointId = (await addEndpoint(test.database, workspaceId)).endpoint.id;
    const id = await givenDelivery(test.database, { workspaceId, endpointId });
    await test.database.transaction((tx) =>
      new EndpointStore().delete(tx, workspaceId, endpointId),
    );
    const [held, goOn] = [gate(), gate()];
    let places: unknown[] = [];

    const queueing = test.database.transaction(async (tx) => {
      await tx.query('select 1 from endpoint_health where endpoint_id = $1 for update', [
        endpointId,
      ]);
      await tx.execute('update deliveries set attempts = attempts where id = $1', [id]);
      held.open();
      await goOn.opened;
      // The place is not taken by who waits: there would be no way out for the two.
      places = await tx.query(
        'select 1 from delivery_queue where delivery_id = $1 for update skip locked',
        [id],
      );
    });
    await held.opened;
    const cancelling = cancelDeleted(test.database, { batch: 10, total: 10 });
    await until(somebodyWaits);
    goOn.open();

    await queueing;
    expect(places).toHaveLength(1);
    expect(await cancelling).toBe(1);
  });
});
