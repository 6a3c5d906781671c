import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEpoch } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId } from '@millwright/kernel';
import { activeTasks, definitionOf } from './active-tasks.ts';
import { definitionDefaults, definitionHash } from './task-definition.ts';
import type { TaskDefinition } from './task-definition.ts';
import { TaskStore } from './task.store.ts';

const store = new TaskStore();
const workspaceId = newId();
let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
  await test.database.query(
    `insert into workspaces (id, slug, name, changed_epoch) values ($1, 'tasks', 'tasks', 1)`,
    [workspaceId],
  );
});
afterAll(() => test.close());

const draftOf = (fields: Partial<TaskDefinition>) => {
  const definition = { ...definitionDefaults, name: 'A', ...fields };
  return { definition, hash: definitionHash(definition) };
};

async function create(fields: Partial<TaskDefinition>): Promise<string> {
  const task = { workspaceId, draft: draftOf(fields), enabled: true, author: 'admin' };
  const outcome = await test.database.transaction((tx) => store.create(tx, task));
  return outcome.ok ? outcome.id : '';
}

describe('the tasks that routing reads', () => {
  it('are those that changed since it last looked, deleted ones included', async () => {
    const id = await create({ subscriptions: ['user/a/b'], priority: 'high' });
    const start = await activeTasks(test.database, 0);
    const epoch = await readEpoch(test.database);
    const task = await store.get(test.database, workspaceId, id);
    const save = { task: task!, draft: draftOf({ script: 'x' }), enabled: false, author: 'admin' };
    await test.database.transaction((tx) => store.save(tx, save));
    const saved = await activeTasks(test.database, epoch);
    await test.database.transaction((tx) => store.remove(tx, workspaceId, id));

    expect(start).toMatchObject([
      {
        id,
        workspaceId,
        subscriptions: ['user/a/b'],
        priority: 0,
        version: 1,
        enabled: true,
        deleted: false,
      },
    ]);
    expect(saved).toMatchObject([
      { id, version: 2, enabled: false, priority: 1, subscriptions: [] },
    ]);
    expect(await activeTasks(test.database, epoch)).toMatchObject([{ id, deleted: true }]);
    expect(await activeTasks(test.database, 0)).toEqual([]);
  });

  it('have each of their versions for ever', async () => {
    const id = await create({ script: 'one' });
    await test.database.transaction((tx) => store.remove(tx, workspaceId, id));

    const version = await definitionOf(test.database, id, 1);

    expect(version).toMatchObject({ taskId: id, workspaceId, definition: { script: 'one' } });
    expect(await definitionOf(test.database, id, 2)).toBeUndefined();
  });
});
