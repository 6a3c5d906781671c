import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bumpEpoch } from './epoch.ts';
import { KeptByEpoch } from './kept-by-epoch.ts';
import { openTestDatabase, type TestDatabase } from './testing/index.ts';

describe('what is kept by epoch', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.close());

  it('is read once, and again when something was written', async () => {
    const kept = new KeptByEpoch<string, number>();
    let reads = 0;
    const of = (key: string) => kept.of(opened.database, key, async () => (reads += 1));

    expect([await of('a'), await of('a'), await of('b')]).toEqual([1, 1, 2]);
    await opened.database.transaction((tx) => bumpEpoch(tx));
    expect([await of('a'), await of('a')]).toEqual([3, 3]);
  });

  it('is dropped by and by when there is much of it', async () => {
    const kept = new KeptByEpoch<number, string>();
    let reads = 0;
    const of = (key: number) => kept.of(opened.database, key, async () => `${(reads += 1)}`);

    for (let key = 0; key <= 100; key += 1) await of(key);
    await of(100);
    expect(reads).toBe(101);
    await of(0);
    expect(reads).toBe(102);
  });
});
