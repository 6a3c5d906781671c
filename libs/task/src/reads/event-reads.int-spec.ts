import type { Database } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { givenHistory } from '../testing/given-history.ts';
import { givenWorkspace } from '../testing/given.ts';
import { EventReads } from './event-reads.ts';
import { RunReads } from './run-reads.ts';

describe('an event that is read', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());

  it('is not there when retention removes it in the middle', async () => {
    const { database } = opened;
    const workspaceId = await givenWorkspace(database);
    const id = await givenHistory(database, { workspaceId, at: Date.now() });
    const removing = Object.create(database) as Database;
    removing.query = async (text, params) => {
      const rows = await database.query(text, params);
      for (const table of ['event_runs', 'events']) {
        await database.execute(`delete from ${table} where id = $1`, [id]);
      }
      return rows as never;
    };

    const read = new EventReads(removing, new RunReads(removing)).get(workspaceId, id);

    await expect(read).resolves.toBeUndefined();
  });
});
