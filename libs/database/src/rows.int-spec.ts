import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, RawJson } from '@millwright/kernel';
import { leakCheck } from '@millwright/testing';
import * as fc from 'fast-check';
import { insertRows, updateRows, type Database } from './index.ts';
import { openEmbeddedTestDatabase, openTestDatabase } from './testing/index.ts';

afterAll(leakCheck());

interface Row {
  id: string;
  body: string | null;
  words: string[] | null;
}

const columns = {
  id: ['uuid', (row: Row) => row.id],
  body: ['text', (row: Row) => row.body],
  words: ['text[]', (row: Row) => row.words],
} as const;

// All that Postgres can keep as text: neither NUL nor half a surrogate pair.
const text = fc
  .string({ unit: 'binary' })
  .filter((each) => !/\0/.test(each) && each.isWellFormed());
const rows = fc.array(
  fc.record<Row>({
    id: fc.constant(null).map(() => newId()),
    body: fc.option(text),
    words: fc.option(fc.array(text, { maxLength: 4 })),
  }),
  { minLength: 1, maxLength: 20 },
);

describe.each([
  ['a Postgres server', openTestDatabase],
  ['the embedded database', openEmbeddedTestDatabase],
])('rows of several columns on %s', (_name, open) => {
  let database: Database;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ database, close } = await open());
    await database.execute('create table kept (id uuid primary key, body text, words text[])');
  }, 60_000);
  afterAll(() => close());

  const stored = (): Promise<Row[]> =>
    database.query('select id, body, words from kept order by id');
  const byId = (given: readonly Row[]): Row[] => [...given].sort((a, b) => (a.id < b.id ? -1 : 1));

  it('for any text are read back as they were inserted, and as they were updated', async () => {
    const property = fc.asyncProperty(rows, fc.infiniteStream(text), async (given, texts) => {
      await database.execute('delete from kept');
      await insertRows(database, { table: 'kept', columns, rows: given });
      expect(await stored()).toEqual(byId(given));

      const changed = given.map((row): Row => ({ ...row, body: texts.next().value as string }));
      const { body, words } = columns;
      await updateRows(database, {
        table: 'kept',
        key: ({ id }: Row) => id,
        columns: { body, words },
        rows: changed,
      });
      expect(await stored()).toEqual(byId(changed));
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('keep payloads for any text, whether it came as text or as bytes', async () => {
    const payload = {
      id: ['uuid', (row: PayloadRow) => row.id],
      body: ['payload', (row: PayloadRow) => row.json],
    } as const;
    const jsons = fc.array(fc.tuple(text, fc.boolean()), { minLength: 1, maxLength: 20 });
    const property = fc.asyncProperty(jsons, async (given) => {
      await database.execute('delete from kept');
      const sent = given.map(([json, asBytes]) => ({
        id: newId(),
        json: new RawJson(asBytes ? Buffer.from(json) : json),
      }));
      await insertRows(database, { table: 'kept', columns: payload, rows: sent });

      expect((await stored()).map(({ body }) => body)).toEqual(given.map(([json]) => json));
    });
    await fc.assert(property, { numRuns: 50 });
  });
});

interface PayloadRow {
  id: string;
  json: RawJson;
}
