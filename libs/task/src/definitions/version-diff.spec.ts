import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import { definitionDefaults } from './task-definition.ts';
import { changesBetween, lineChanges } from './version-diff.ts';

const base = { ...definitionDefaults, name: 'Task' };

describe('the changes between two versions', () => {
  it('are lines of long texts and values of everything else, options one by one', () => {
    const before = { ...base, script: 'a\nb\nc\n', options: new RawJson('{"x":1,"y":2.0}') };
    const after = {
      ...base,
      script: 'a\nB\nc\n',
      options: new RawJson('{"y":2.0,"z":3}'),
      tags: ['new'],
    };

    expect(changesBetween(before, after)).toEqual([
      { field: 'script', lines: ['@@ -1,3 +1,3 @@', ' a', '-b', '+B', ' c'] },
      { field: 'options.x', before: 1, after: undefined },
      { field: 'options.z', before: undefined, after: 3 },
      { field: 'tags', before: [], after: ['new'] },
    ]);
  });

  it('are none between equal ones', () => {
    expect(changesBetween(base, { ...base, options: new RawJson('{}') })).toEqual([]);
  });

  it('are found in bounded time in texts that have nothing in common', () => {
    const lines = (word: string) =>
      Array.from({ length: 60_000 }, (_, index) => `${word}${index % 977}`).join('\n');
    const startedAt = performance.now();

    const changes = lineChanges(lines('a'), lines('b'));

    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(changes).toHaveLength(120_001);
  });
});
