import {
  openEmbeddedTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '@millwright/database/testing';
import { newId, RawJson, type Id } from '@millwright/kernel';
import { eventQueues } from '@millwright/messaging';
import { hintsOf, insertOpenEvents, type NewEvent } from '../event.store.ts';
import { plainEnvelope } from '../plain-envelope.ts';
import { workMessage } from './work-messages.ts';
import { takeUnpublished } from './work.store.ts';

describe.each([
  ['PostgreSQL', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('due events on %s', (_name, open) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const givenEvents = async (keepsOrder: boolean): Promise<NewEvent[]> => {
    const { database } = opened;
    const workspaceId = newId();
    await database.execute(
      `insert into workspaces (id, slug, name, keeps_order, changed_epoch) values ($1, $2, 'W', $3, 1)`,
      [workspaceId, `w-${workspaceId.slice(-12)}`, keepsOrder],
    );
    const events = Array.from({ length: 20 }, (_, index): NewEvent => {
      const id: Id = newId(Date.now() + index * 8);
      const created_at = new Date().toISOString();
      const given = { id, workspace_id: workspaceId, topic: 'user/a/b', source: 'api', created_at };
      return { envelope: plainEnvelope(given), data: new RawJson('{}'), request: null };
    });
    await database.transaction((tx) => insertOpenEvents(tx, events));
    return events;
  };

  it.each([true, false])(
    'are looked for where their hints went, whether their order is kept: %s',
    async (keepsOrder) => {
      const events = await givenEvents(keepsOrder);
      const wentTo = new Map(
        (await hintsOf(opened.database, events)).map(({ id, queue }) => [id, queue]),
      );

      const found = new Map<Id, string>();
      for (const [shard, queue] of eventQueues.entries()) {
        const before = new Date(Date.now() + 60_000);
        const items = await takeUnpublished(opened.database, {
          kind: 'event',
          shard,
          before,
          limit: 1_000,
        });
        for (const item of items) {
          if (!wentTo.has(item.id)) continue;
          found.set(item.id, queue);
          expect(workMessage(item).queue).toBe(queue);
        }
      }

      expect(found).toEqual(wentTo);
      expect(new Set(wentTo.values()).size === 1).toBe(keepsOrder);
    },
  );
});
