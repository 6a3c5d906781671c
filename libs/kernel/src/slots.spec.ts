import { Slots } from './slots.ts';

describe('slots', () => {
  it('are given to no more than there are, first come first served', async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    const takers = [1, 2, 3, 4].map((taker) => slots.take().then(() => order.push(taker)));
    await Promise.all(takers.slice(0, 2));
    expect(order).toEqual([1, 2]);

    slots.give();
    await takers[2];
    slots.give();
    await takers[3];

    expect(order).toEqual([1, 2, 3, 4]);
  });

  it('are idle once all have been given back', async () => {
    const slots = new Slots(1);
    await slots.idle();
    await slots.take();
    let isIdle = false;
    const idle = slots.idle().then(() => (isIdle = true));
    await new Promise(setImmediate);
    expect(isIdle).toBe(false);

    slots.give();

    await idle;
    expect(isIdle).toBe(true);
  });
});
