import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import {
  definitionDefaults,
  definitionFrom,
  definitionHash,
  definitionText,
  PRIORITY_HEAD_LENGTH,
  priorityIn,
} from './task-definition.ts';
import type { TaskDefinition } from './task-definition.ts';

const definition = (fields: Partial<TaskDefinition> = {}): TaskDefinition => ({
  ...definitionDefaults,
  name: 'A',
  ...fields,
});

describe('a definition', () => {
  it('comes back from its text as it was, digits and key order included', () => {
    const options = new RawJson('{"b":1.0,"a":12345678901234567890,"1":"\\u0000"}');
    const read = definitionFrom(
      definitionText(definition({ options, script: 'x\u0000y', tags: ['t'] })),
    );

    expect(read).toEqual(definition({ options, script: 'x\u0000y', tags: ['t'] }));
  });

  it('has the same hash whatever the order of its keys', () => {
    const one = definition({ options: new RawJson('{"a":1,"b":{"c":2,"d":3}}') });
    const other = { ...definition({ options: new RawJson(' {"b":{"d":3,"c":2}, "a":1} ') }) };

    expect(definitionHash(one)).toBe(definitionHash(other));
  });

  it.each([{ script: 'x' }, { options: new RawJson('{"a":1.0}') }, { priority: 'high' as const }])(
    'has another hash with %j',
    (fields) => {
      const plain = definitionHash(definition({ options: new RawJson('{"a":1}') }));

      expect(definitionHash(definition({ options: new RawJson('{"a":1}'), ...fields }))).not.toBe(
        plain,
      );
    },
  );

  it('tells its priority in its first characters', () => {
    const heads = (['high', 'normal', 'low'] as const).map((priority) =>
      definitionText(definition({ priority })).slice(0, PRIORITY_HEAD_LENGTH),
    );

    expect(heads.map(priorityIn)).toEqual([0, 1, 2]);
  });
});
