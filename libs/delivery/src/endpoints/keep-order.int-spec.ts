import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Id } from '@millwright/kernel';
import fc from 'fast-check';
import { disableEndpoints } from '../sending/end/save-health.ts';
import { addEndpoint, addWorkspace, endpointWriterOf } from '../testing/given-endpoint.ts';
import { EndpointStore } from './endpoint.store.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
});
afterAll(() => test.close());

const steps = ['disable', 'enable', 'fifo', 'none', 'rename', 'auto-disable', 'delete'] as const;
type Step = (typeof steps)[number];

/** Does something to an endpoint; one that is deleted stays so. */
function change(workspaceId: Id, id: Id, step: Step): Promise<unknown> {
  const patches = {
    disable: { enabled: false },
    enable: { enabled: true },
    fifo: { ordering: 'fifo' },
    none: { ordering: 'none' },
    rename: { name: 'Renamed' },
  } as const;
  return test.database.transaction<unknown>((tx) => {
    if (step === 'delete') return new EndpointStore().delete(tx, workspaceId, id);
    if (step === 'auto-disable') {
      return disableEndpoints(tx, [{ endpointId: id, reason: 'failing' }], new Date());
    }
    return endpointWriterOf().update(tx, workspaceId, id, patches[step], 'changer');
  });
}

describe('a Workspace keeps the order of its events', () => {
  it('for any changes of its endpoints, while one of them is enabled and fifo, and no longer', async () => {
    const steped = fc.record({ at: fc.nat(1), step: fc.constantFrom(...steps) });

    await fc.assert(
      fc.asyncProperty(fc.array(steped, { minLength: 1, maxLength: 8 }), async (changes) => {
        const workspaceId = await addWorkspace(test.database);
        const add = async (): Promise<Id> =>
          (await addEndpoint(test.database, workspaceId, { ordering: 'fifo' })).endpoint.id;
        const endpoints = [await add(), await add()];
        for (const { at, step } of changes) {
          await change(workspaceId, endpoints[at]!, step);
          const [row] = await test.database.query<{ kept: boolean; wanted: boolean }>(
            `select keeps_order as kept, exists (select from endpoints where workspace_id = $1 and enabled
               and ordering = 'fifo' and deleted_at is null) as wanted from workspaces where id = $1`,
            [workspaceId],
          );
          expect(row!.kept).toBe(row!.wanted);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('when one endpoint is disabled by its failures while another one is enabled', async () => {
    const workspaceId = await addWorkspace(test.database);
    const [failing, enabled] = [
      (await addEndpoint(test.database, workspaceId, { ordering: 'fifo' })).endpoint.id,
      (await addEndpoint(test.database, workspaceId, { ordering: 'fifo', enabled: false })).endpoint
        .id,
    ];

    await Promise.all([
      change(workspaceId, failing, 'auto-disable'),
      change(workspaceId, enabled, 'enable'),
    ]);

    const rows = await test.database.query('select keeps_order from workspaces where id = $1', [
      workspaceId,
    ]);
    expect(rows).toEqual([{ keeps_order: true }]);
  });
});
