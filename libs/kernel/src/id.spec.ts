import fc from 'fast-check';
import { childIdAt, childIdOf, isUuid, lowestIdAt, newId, newSecretId, timeOf } from './id.ts';

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids', () => {
  it('sort in the order they were made, also when the clock stands still or steps back', () => {
    const times = [5_000, 5_000, 4_000, 5_001, 5_001, 100];
    const ids = times.flatMap((ms) => Array.from({ length: 3_000 }, () => newId(ms + 2 ** 41)));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => V7.test(id))).toBe(true);
  });

  it('of children are the same for the same parent and discriminator, and keep its time', () => {
    const parent = newId();
    expect(childIdOf(parent, 'a')).toBe(childIdOf(parent, 'a'));
    expect(childIdOf(parent, 'a')).not.toBe(childIdOf(parent, 'b'));
    expect(timeOf(childIdOf(parent, 'a'))).toBe(timeOf(parent));
    expect(timeOf(childIdAt(1_234_567, parent, 'a'))).toBe(1_234_567);
    expect(childIdOf(parent, 'a')).toMatch(V7);
  });

  it('of children never change: stored ones would be made twice', () => {
    expect(childIdOf('019e0b2c-7a10-7123-8abc-0123456789ab', 'task-run/0/x')).toBe(
      '019e0b2c-7a10-7ce4-9a61-18f3b8c22897',
    );
  });

  it('of a time sort between the times around it, for any time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), (ms) => {
        const low = lowestIdAt(ms);
        expect(timeOf(low)).toBe(ms);
        expect(low < lowestIdAt(ms + 1)).toBe(true);
        expect(low <= childIdOf(low, 'x')).toBe(true);
      }),
    );
  });

  it('of times that no id can hold are the nearest ones that can be', () => {
    expect(lowestIdAt(Date.parse('0000-01-01T00:00:00Z'))).toBe(lowestIdAt(0));
    expect(isUuid(lowestIdAt(Number.MAX_SAFE_INTEGER))).toBe(true);
  });

  it('are told from other texts', () => {
    expect(isUuid(newSecretId().toUpperCase())).toBe(true);
    expect(isUuid(`${newId()} `)).toBe(false);
    expect(isUuid('not-a-uuid')).toBe(false);
  });
});
