import fc from 'fast-check';
import { AckWindow } from './ack-window.ts';

/** A broker that knows what is unacked, and refuses an ack of what is not. */
function brokerWith(count: number) {
  const unacked = new Set(Array.from({ length: count }, (_, index) => index + 1));
  const returned: number[] = [];
  let frames = 0;
  const remove = (tag: number) => {
    if (!unacked.delete(tag)) throw new Error(`unknown delivery tag ${tag}`);
  };
  const window = new AckWindow({
    ack(tag, upTo) {
      frames += 1;
      remove(tag);
      if (upTo) for (const lower of unacked) if (lower < tag) unacked.delete(lower);
    },
    nack(tag) {
      remove(tag);
      returned.push(tag);
    },
  });
  for (let taken = 0; taken < count; taken += 1) window.take();
  return { window, unacked, returned, frames: () => frames };
}

describe('an ack window', () => {
  it('acks a run of messages at once', () => {
    const { window, unacked, frames } = brokerWith(100);

    for (let tag = 100; tag >= 1; tag -= 1) window.ack(tag);
    window.flush();

    expect(unacked.size).toBe(0);
    expect(frames()).toBe(1);
    expect(window.unacked).toBe(0);
  });

  it('does not wait for a slow message', () => {
    const { window, unacked } = brokerWith(4);

    window.ack(2);
    window.ack(4);
    window.flush();

    expect([...unacked]).toEqual([1, 3]);
    expect(window.unacked).toBe(2);
  });

  it('sends by itself with the next turn of the event loop', async () => {
    const { window, unacked } = brokerWith(1);

    window.ack(1);
    expect(unacked.size).toBe(1);
    await new Promise(setImmediate);

    expect(unacked.size).toBe(0);
  });

  it('sends nothing while it is held', () => {
    const { window, unacked } = brokerWith(1);

    window.hold();
    window.ack(1);
    window.flush();
    expect(unacked.size).toBe(1);
    window.release();

    expect(unacked.size).toBe(0);
  });

  it('for any order and mixture acks exactly what is done, each once', () => {
    const step = fc.record({ nack: fc.boolean(), flush: fc.boolean() });
    const order = fc
      .array(step, { minLength: 1, maxLength: 60 })
      .chain((steps) =>
        fc.tuple(fc.constant(steps), fc.shuffledSubarray(steps.map((_, index) => index + 1))),
      );
    fc.assert(
      fc.property(order, ([steps, tags]) => {
        const { window, unacked, returned } = brokerWith(steps.length);
        const nacked: number[] = [];

        tags.forEach((tag, index) => {
          if (steps[index]!.nack) nacked.push(tag);
          if (steps[index]!.nack) window.nack(tag);
          else window.ack(tag);
          if (steps[index]!.flush) window.flush();
        });
        window.flush();

        const settled = new Set(tags);
        const open = steps.map((_, index) => index + 1).filter((tag) => !settled.has(tag));
        expect([...unacked]).toEqual(open);
        expect(returned).toEqual(nacked);
        expect(window.unacked).toBe(open.length);
      }),
    );
  });
});
