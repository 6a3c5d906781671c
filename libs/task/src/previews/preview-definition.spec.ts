import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import { definitionDefaults } from '../definitions/task-definition.ts';
import { previewDefinitionsOf } from './preview-definition.ts';

const read = (text: string, subscriptions = ['user/a/b+1.day']) =>
  previewDefinitionsOf({
    ...definitionDefaults,
    name: 'Task',
    subscriptions,
    preview_event_definitions: new RawJson(text),
  });

describe('a preview event definition', () => {
  it('has a topic without offset, data with all digits, and nothing else that it needs', () => {
    const { definitions, faults, warnings } = read(
      '[{"description":"x","id":7,"event_attributes":{"topic":"user/a/b","data":{"n":1.0}}},{"event_attributes":{"topic":"user/a/b"}}]',
    );

    expect(definitions).toEqual([
      { topic: 'user/a/b', description: 'x', data: new RawJson('{"n":1.0}'), expect: undefined },
      { topic: 'user/a/b', description: null, data: new RawJson('{}'), expect: undefined },
    ]);
    expect([faults, warnings]).toEqual([[], []]);
  });

  it.each([
    ['[1]', 'preview_event_definitions.0'],
    ['[{}]', 'preview_event_definitions.0.event_attributes'],
    ['[{"event_attributes":{}}]', 'preview_event_definitions.0.event_attributes.topic'],
    [
      '[{"event_attributes":{"topic":"user/a/b+1.day"}}]',
      'preview_event_definitions.0.event_attributes.topic',
    ],
    [
      '[{"description":1,"event_attributes":{"topic":"user/a/b"}}]',
      'preview_event_definitions.0.description',
    ],
    [
      '[{"event_attributes":{"topic":"user/a/b"},"expect":{"acts":[]}}]',
      'preview_event_definitions.0.expect.acts',
    ],
  ])('%s is refused at %s', (text, path) => {
    expect(read(text).faults).toMatchObject([{ path }]);
  });

  it('of a topic that the task does not subscribe to is warned about', () => {
    const text = '[{"event_attributes":{"topic":"user/c/d"}}]';

    expect(read(text).warnings).toHaveLength(1);
    expect(read(text, []).warnings).toEqual([]);
  });

  it('is read or refused, for any JSON', () => {
    const member = fc.constantFrom('description', 'event_attributes', 'topic', 'data', 'expect');
    const item = fc.dictionary(member, fc.oneof(fc.json(), fc.constant('{"topic":"user/a/b"}')));
    fc.assert(
      fc.property(fc.array(item, { maxLength: 3 }), (items) => {
        const texts = items.map(
          (members) =>
            `{${Object.entries(members)
              .map(([key, value]) => `"${key}":${value}`)
              .join()}}`,
        );
        const { definitions, faults } = read(`[${texts.join()}]`);
        expect(definitions.length + faults.length).toBeGreaterThanOrEqual(items.length);
      }),
    );
  });
});
