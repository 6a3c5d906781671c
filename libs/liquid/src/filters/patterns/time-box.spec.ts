import { TimeBox } from './time-box.ts';

const box = new TimeBox();
const never = (): boolean => /(a+)+$/.test(`${'a'.repeat(60)}b`);

describe('a time box', () => {
  it('returns what the work returns, also nothing', () => {
    expect(box.run(() => 'done', 1_000)).toEqual({ result: 'done' });
    expect(box.run(() => undefined, 1_000)).toEqual({ result: undefined });
  });

  it('throws what the work throws', () => {
    const error = new Error('of the work');

    expect(() =>
      box.run(() => {
        throw error;
      }, 1_000),
    ).toThrow(error);
  });

  it('ends a regular expression and a loop that do not end, and can be used again', () => {
    const loop = (): void => {
      for (;;);
    };

    expect(box.run(never, 20)).toBeUndefined();
    expect(box.run(loop, 20)).toBeUndefined();
    expect(box.run(() => 1, 1_000)).toEqual({ result: 1 });
  });

  it('ends work that has no time left', () => {
    expect(box.run(never, 0)).toBeUndefined();
  });
});
