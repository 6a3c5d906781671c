import { jest } from '@jest/globals';
import { noActionPorts } from '@millwright/action/testing';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { claimWork, insertWork } from '@millwright/event';
import { childIdOf, newId, systemClock, type Id } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { until } from '@millwright/testing';
import { givenWorkspace } from '../testing/given.ts';
import { holdTransaction } from '../testing/held-transaction.ts';
import { ChildEventStore } from './child-event.store.ts';
import { finishTaskRuns } from './finish-task-runs.ts';
import type { RenderedTaskRun } from './rendered-task-run.ts';
import { InTransactionPerformer } from './perform-in-transaction.ts';

const failure = { code: 'script_failed', message: 'no' } as const;

describe('a batch of finished task runs', () => {
  let opened: TestDatabase;
  let net: OutboundHttp;
  let performer: InTransactionPerformer;
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    net = new OutboundHttp({});
    const workspaces = { factsOf: () => Promise.reject(new Error('nothing asks for facts')) };
    const events = new ChildEventStore(() => Promise.resolve(), systemClock, workspaces);
    performer = new InTransactionPerformer({
      ...noActionPorts,
      net,
      clock: systemClock,
      events,
    });
    workspaceId = await givenWorkspace(opened.database);
  });
  afterAll(async () => {
    await net.close();
    await opened.close();
  });

  const given = async (): Promise<Id> => {
    const id = newId();
    const shared = { id, workspaceId, eventId: id, taskId: id };
    await insertWork(opened.database, [
      { ...shared, kind: 'task', state: 'due', runAt: new Date() },
    ]);
    return id;
  };
  const rendered = (
    id: Id,
    error: RenderedTaskRun['verdict']['error'] = null,
  ): RenderedTaskRun => ({
    id,
    round: 0,
    workspaceId,
    eventId: id,
    taskId: id,
    priority: 1,
    taskVersion: 1,
    taskHash: 'hash',
    inSequence: false,
    haltOnError: false,
    retry: { maxAttempts: 3, delaysSeconds: [60] },
    claim: undefined,
    holder: 'one',
    startedAt: new Date(),
    stoppedAt: new Date(),
    verdict: { error, result: null, logs: '[]', labels: null, actions: [] },
  });
  const open = (): Promise<{ id: Id }[]> =>
    opened.database.query('select id from work order by id');

  it.each([
    ['in one statement', null],
    ['in steps', failure],
  ])(
    'locks them in one order, so that no two batches wait for each other, %s',
    async (_how, end) => {
      const [first, second] = [await given(), await given()];
      const other = await holdTransaction(opened.database);
      await other.tx.query('select 1 from work where id = $1 for update', [first]);

      const batch = [rendered(second), rendered(first, end)];
      const finished = finishTaskRuns(opened.database, performer, batch);
      await until(async () => {
        const waiting = await opened.database.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });

      expect(
        await other.tx.query('select id from work where id = $1 for update nowait', [second]),
      ).toEqual([{ id: second }]);
      await other.end();
      await finished;
      expect(await open()).toEqual([]);
    },
  );

  it('takes one statement for what succeeded, and leaves alone what somebody else has taken', async () => {
    const [mine, theirs] = [await given(), await given()];
    const claimed = { kind: 'task', id: theirs, round: 0, holder: 'two', takeOver: false } as const;
    await claimWork(opened.database, claimed);
    const http = { type: 'http', options: '{}', meta: null, performEvent: true };
    const made = (id: Id): RenderedTaskRun => {
      const run = rendered(id);
      return { ...run, verdict: { ...run.verdict, actions: [http] } };
    };
    const transaction = jest.spyOn(opened.database, 'transaction');

    const messages = await finishTaskRuns(opened.database, performer, [made(theirs), made(mine)]);

    expect(transaction).not.toHaveBeenCalled();
    transaction.mockRestore();
    const action = childIdOf(mine, 'action-run/0/0');
    expect(messages.map(({ id }) => id)).toEqual([expect.stringContaining(action)]);
    expect((await open()).map(({ id }) => id).sort()).toEqual([theirs, action].sort());
    await opened.database.execute('delete from work');
  });

  it('finishes a run once that is in it twice', async () => {
    const id = await given();

    await finishTaskRuns(opened.database, performer, [rendered(id, failure), rendered(id)]);

    expect(await open()).toEqual([]);
  });
});
