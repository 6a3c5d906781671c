import { LiveHeap } from './live-heap.ts';

const MEBIBYTE = 1024 * 1024;
const arrayOf64Megabytes = (): number[] => new Array<number>(8 * MEBIBYTE).fill(0.5);

describe('the gauge of a thread', () => {
  const megabytesAliveIn = (heap: LiveHeap): number => {
    heap.collect();
    return heap.usedBytes() / MEBIBYTE;
  };

  /** What earlier specs of this process left behind is freed in turns: after each, finalizers run. */
  async function untilTheHeapIsQuiet(heap: LiveHeap): Promise<void> {
    let before = Infinity;
    for (let round = 0; round < 20; round += 1) {
      const alive = megabytesAliveIn(heap);
      if (before - alive < 1 && round > 2) return;
      before = alive;
      await new Promise(setImmediate);
    }
  }

  it('counts what is alive, and what is thrown away no longer', async () => {
    const heap = new LiveHeap();
    await untilTheHeapIsQuiet(heap);
    const before = megabytesAliveIn(heap);
    let held: number[] | undefined = arrayOf64Megabytes();

    expect(megabytesAliveIn(heap) - before).toBeGreaterThan(32);
    expect(held.length).toBe(8 * MEBIBYTE);

    held = undefined;
    expect(megabytesAliveIn(heap) - before).toBeLessThan(32);
  });

  it('leaves out what it is told to keep, and the garbage of loading it', async () => {
    const heap = new LiveHeap();
    await untilTheHeapIsQuiet(heap);
    const before = megabytesAliveIn(heap);

    const kept = heap.keep(() => arrayOf64Megabytes().map((one) => one));

    expect(Math.abs(megabytesAliveIn(heap) - before)).toBeLessThan(32);
    expect(kept.length).toBe(8 * MEBIBYTE);
  });
});
