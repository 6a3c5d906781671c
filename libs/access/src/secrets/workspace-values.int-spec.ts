import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bumpEpoch } from '@millwright/database';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, type Id } from '@millwright/kernel';
import { SecretBox } from '@millwright/kernel';
import { GlobalStore } from '../globals/global.store.ts';
import { workspaceValuesWith } from './assemble-values.ts';
import { SecretStore } from './secret.store.ts';
import type { WorkspaceValues } from './workspace-values.ts';

const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const keys = { current: keyOf(1), old: [] };

describe('the globals and secrets of a Workspace', () => {
  const globals = new GlobalStore();
  const secrets = new SecretStore(new SecretBox(keys));
  let opened: TestDatabase;
  let values: WorkspaceValues;
  let workspaceId: Id;
  let other: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    values = workspaceValuesWith(keys);
    workspaceId = await givenWorkspace();
    other = await givenWorkspace();
  });

  const givenWorkspace = async (): Promise<Id> => {
    const id = newId();
    await opened.database.transaction(async (tx) =>
      tx.execute(
        'insert into workspaces (id, slug, name, changed_epoch) values ($1::uuid, $1::text, $1::text, $2)',
        [id, await bumpEpoch(tx)],
      ),
    );
    return id;
  };
  const keep = (of: Id, key: string, value: string) =>
    opened.database.transaction(async (tx) => {
      await globals.create(tx, of, { key, value });
      return secrets.create(tx, of, { key, value });
    });
  const referenceTo = async (key: string, taskRunId = newId()) => {
    const scope = { workspaceId, taskRunId };
    return { scope, reference: (await values.secretsOf(opened.database, scope)).get(key)! };
  };

  it('are read to the last digit, and anew as soon as something was written', async () => {
    const { database } = opened;
    const text = async () => (await values.globalsOf(database, workspaceId)).text;
    await keep(workspaceId, 'b', '{"n":1.0}');
    expect(await text()).toBe('{"b":{"n":1.0}}');

    await keep(workspaceId, 'a', '12345678901234567890');
    expect(await text()).toBe('{"a":12345678901234567890,"b":{"n":1.0}}');

    await database.transaction((tx) => globals.update(tx, workspaceId, 'a', 'null'));
    await database.transaction((tx) => globals.delete(tx, workspaceId, 'b'));
    expect(await text()).toBe('{"a":null}');
  });

  it('are one Workspace’s alone', async () => {
    await keep(workspaceId, 'k', '"mine"');
    const { scope, reference } = await referenceTo('k');

    expect((await values.globalsOf(opened.database, other)).text).toBe('{}');
    expect((await values.secretsOf(opened.database, { ...scope, workspaceId: other })).size).toBe(
      0,
    );
    await keep(other, 'k', '"theirs"');
    for (const foreign of [
      { ...scope, workspaceId: other },
      { ...scope, taskRunId: newId() },
    ]) {
      expect(await values.secretBehind(opened.database, reference, foreign)).toEqual({
        is: 'text',
      });
    }
    expect(await values.secretBehind(opened.database, reference, scope)).toMatchObject({
      value: '"mine"',
    });
  });

  it('say that a secret is gone, and find it again under its key', async () => {
    const { database } = opened;
    await keep(workspaceId, 'k', 'first');
    const { scope, reference } = await referenceTo('k');
    const behind = () => values.secretBehind(database, reference, scope);

    await database.transaction((tx) => secrets.delete(tx, workspaceId, 'k'));
    expect(await behind()).toEqual({ is: 'missing', key: 'k' });

    await keep(workspaceId, 'k', 'second');
    expect(await behind()).toEqual({ is: 'open', key: 'k', value: 'second' });
  });

  it('do not open where they were moved to, nor without the key', async () => {
    const { database } = opened;
    await keep(workspaceId, 'k', 'mine');
    await keep(other, 'k', 'theirs');
    const { scope, reference } = await referenceTo('k');

    await database.execute(
      `update secrets set sealed = (select sealed from secrets where workspace_id = $2)
       where workspace_id = $1`,
      [workspaceId, other],
    );

    await expect(values.secretBehind(database, reference, scope)).rejects.toMatchObject({
      code: 'secret_unreadable',
    });
  });

  it('go on after a change of the key, references and all', async () => {
    await keep(workspaceId, 'k', 'value');
    const { scope, reference } = await referenceTo('k');
    const later = workspaceValuesWith({ current: keyOf(2), old: [keyOf(1)] });

    expect(await later.secretBehind(opened.database, reference, scope)).toMatchObject({
      value: 'value',
    });
  });

  it('leave a word in the audit log when an action reads a secret, and none when a script does', async () => {
    await keep(workspaceId, 'k', 'value');
    const { scope, reference } = await referenceTo('k');
    const use = { actionRunId: newId(), taskId: newId() };

    await values.secretBehind(opened.database, reference, scope);
    await values.secretBehind(opened.database, reference, scope, use);

    const noted = await opened.database.query(
      'select actor, action, resource, resource_id, changes from audit_log where workspace_id = $1',
      [workspaceId],
    );
    expect(noted).toEqual([
      {
        actor: `task ${use.taskId}`,
        action: 'read',
        resource: 'secrets',
        resource_id: 'k',
        changes: JSON.stringify({ action_run_id: use.actionRunId }),
      },
    ]);
  });
});
