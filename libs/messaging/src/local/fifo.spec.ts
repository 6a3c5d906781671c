import fc from 'fast-check';
import { Fifo } from './fifo.ts';

describe('a fifo', () => {
  it('gives nothing when it is empty', () => {
    expect(new Fifo<number>().shift()).toBeUndefined();
  });

  it('keeps its order while it forgets what was taken', () => {
    const fifo = new Fifo<number>();
    for (let item = 0; item < 10_000; item += 1) fifo.push(item);

    for (let item = 0; item < 10_000; item += 1) expect(fifo.shift()).toBe(item);

    expect(fifo.size).toBe(0);
  });

  it('for any use behaves as an array does', () => {
    const use = fc.oneof(
      fc.record({ push: fc.integer() }),
      fc.record({ front: fc.array(fc.integer(), { maxLength: 3 }) }),
      fc.constant('shift' as const),
    );
    fc.assert(
      fc.property(fc.array(use), (uses) => {
        const fifo = new Fifo<number>();
        const array: number[] = [];
        for (const each of uses) {
          if (each === 'shift') expect(fifo.shift()).toBe(array.shift());
          else if ('push' in each) {
            fifo.push(each.push);
            array.push(each.push);
          } else {
            fifo.pushFront(each.front);
            array.unshift(...each.front);
          }
          expect(fifo.size).toBe(array.length);
        }
      }),
    );
  });
});
