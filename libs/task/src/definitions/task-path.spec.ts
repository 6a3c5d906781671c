import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultPathOf, slugOf } from './task-path.ts';
import { taskPathSchema } from './task-fields.ts';

describe('the path of a task', () => {
  it.each([
    [" Tom & Jerry's 2nd! ", 'tom-jerry-s-2nd'],
    ['Crème Brûlée', 'creme-brulee'],
    ['日本', 'task'],
    ['snake_case', 'snake_case'],
    ['Straße nach Łódź', 'strasse-nach-lodz'],
    ['１２ ﬁnal', '12-final'],
    ['日本 1', '1'],
  ])('has "%s" as %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it('takes the next free number', () => {
    const taken = new Set(['f/tasks/a', 'f/tasks/a_2']);

    expect(defaultPathOf('A', (path) => taken.has(path))).toBe('f/tasks/a_3');
  });

  it('is one that may be given, for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 255 }), (name) => {
        expect(taskPathSchema.safeParse(defaultPathOf(name, () => false)).success).toBe(true);
      }),
    );
  });
});
