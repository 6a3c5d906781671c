import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { cloneDatabase, templateNameOf } from './clone-database.ts';
import { leakCheck } from './leak-check.ts';
import { databaseUrl } from './services.ts';

afterAll(leakCheck());

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('databases cloned from a template', () => {
  const key = randomUUID();
  let prepared = 0;
  const prepare = async (url: string): Promise<void> => {
    prepared += 1;
    await ask(url, `create table fruit as select 'apple' as name`);
  };
  const broken = randomUUID();
  afterAll(async () => {
    for (const used of [key, broken]) {
      await ask(databaseUrl(), `drop database if exists ${templateNameOf(used)}`);
    }
  });

  it('are copies of what was prepared once, and separate', async () => {
    const clones = await Promise.all(Array.from({ length: 3 }, () => cloneDatabase(prepare, key)));
    await ask(clones[0]!.url, `insert into fruit values ('pear')`);

    const counts = await Promise.all(
      clones.map(({ url }) => ask(url, `select count(*)::int as n from fruit`)),
    );

    expect(prepared).toBe(1);
    expect(counts).toEqual([[{ n: 2 }], [{ n: 1 }], [{ n: 1 }]]);
    await Promise.all(clones.map((clone) => clone.drop()));
  });

  it('are gone when dropped', async () => {
    const clone = await cloneDatabase(prepare, key);

    await clone.drop();

    await expect(ask(clone.url, 'select 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('are never made from a template whose making failed', async () => {
    const failing = cloneDatabase(async () => {
      throw new Error('no migration');
    }, broken);

    await expect(failing).rejects.toThrow('no migration');
    const clone = await cloneDatabase(prepare, broken);
    await expect(ask(clone.url, 'select name from fruit')).resolves.toEqual([{ name: 'apple' }]);
    await clone.drop();
  });
});
