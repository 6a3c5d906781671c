import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Transaction } from '@millwright/database';
import { newId } from '@millwright/kernel';
import type { ActionOutcome } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { cache } from './cache.action.ts';

const workspaceId = newId();
let opened: TestDatabase;

beforeAll(async () => {
  opened = await openTestDatabase();
  await opened.database.execute(
    `insert into workspaces (id, slug, name, changed_epoch) values ($1, 'w', 'Test', 1)`,
    [workspaceId],
  );
}, 60_000);
afterAll(() => opened.close());

const perform = (options: unknown): Promise<ActionOutcome> =>
  opened.database.transaction((sql) =>
    performAction('cache', JSON.stringify(options), contextOf({ sql, workspaceId })),
  );

actionConformance(cache, {
  // Every statement of the cache stands alone, so the connection itself may play the transaction.
  open: async () => ({
    context: contextOf({ sql: opened.database as unknown as Transaction, workspaceId }),
  }),
  valid: () => [
    '{"set":{"key":"a","value":[1.0]}}',
    '["incr","counter"]',
    '["del","a"]',
    '["setnx","b",null]',
  ],
  refused: [
    { options: 'null', path: 'options' },
    { options: '{}', path: 'options' },
    { options: '{"set":{"key":"a","value":1},"del":{"key":"a"}}', path: 'options' },
    { options: '{"get":{"key":"a"}}', path: 'options' },
    { options: '{"set":["a",1]}', path: 'options.set' },
    { options: '{"set":{"key":"ä","value":1}}', path: 'options.set.key' },
    { options: '["setex","a",5184001,1]', path: 'options[2]' },
    { options: `["set","a","${'x'.repeat(262_143)}"]`, path: 'options[2]' },
  ],
});

it('keeps what it is told, and answers what it kept', async () => {
  const outcome = await perform(['setex', 'k', 60, { a: 1 }]);

  expect(outcome.ok && JSON.parse(outcome.result)).toEqual({
    key: 'k',
    ttl: 60,
    expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
});

it('refuses to count what is no integer, naming the key', async () => {
  await perform(['set', 'text', 'abc']);

  const outcome = await perform({ incrby: { key: 'text', increment: 1 } });

  expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'invalid_options' } });
  expect(!outcome.ok && outcome.error.message).toContain('options.incrby.key: the value of "text"');
});
