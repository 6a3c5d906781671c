import { isUuid } from '@millwright/kernel';
import fc from 'fast-check';
import { Conditions, idBoundOf } from './conditions.ts';

describe('the conditions of a list', () => {
  it('are numbered in their order, and leave out what is not asked for', () => {
    const where = new Conditions()
      .and('a = $', 1)
      .and('b = $', undefined)
      .also('c is null')
      .also(undefined)
      .and('d < $', 'x');

    expect(where.text).toBe('a = $1 and c is null and d < $2');
    expect(where.params).toEqual([1, 'x']);
  });

  it('bound ids by any time that there is', () => {
    expect(idBoundOf(undefined)).toBeUndefined();
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (time) => {
        expect(isUuid(idBoundOf(time)!)).toBe(true);
      }),
    );
  });
});
