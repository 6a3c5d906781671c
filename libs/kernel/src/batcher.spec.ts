import { Batcher } from './batcher.ts';

describe('a batcher', () => {
  it('works on what waits together, and gives each its own result', async () => {
    const batches: number[][] = [];
    const batcher = new Batcher<number, number>({ maxItems: 10 }, async (items) => {
      batches.push(items);
      await new Promise(setImmediate);
      return items.map((item) => item * 2);
    });

    const results = await Promise.all(
      Array.from({ length: 25 }, (_none, item) => batcher.add(item)),
    );

    expect(results).toEqual(Array.from({ length: 25 }, (_none, item) => item * 2));
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 5]);
  });

  it('fails every item of a batch that fails, and goes on with the next', async () => {
    let isBad = true;
    const batcher = new Batcher<string, string>({ maxItems: 10 }, (items) => {
      if (isBad) throw new Error('away');
      return Promise.resolve(items);
    });

    const failed = await Promise.allSettled([batcher.add('a'), batcher.add('b')]);
    isBad = false;

    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await batcher.add('c')).toBe('c');
  });

  it('has no more batches under way than it may', async () => {
    let running = 0;
    let most = 0;
    const batcher = new Batcher<number, number>({ maxItems: 1, concurrency: 3 }, async (items) => {
      most = Math.max(most, (running += 1));
      for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
      running -= 1;
      return items;
    });

    await Promise.all(Array.from({ length: 20 }, (_none, item) => batcher.add(item)));

    expect(most).toBe(3);
  });
});
