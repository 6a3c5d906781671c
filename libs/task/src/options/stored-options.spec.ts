import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import { definitionDefaults, type TaskDefinition } from '../definitions/task-definition.ts';
import { checkOptions, missingOptionsOf } from './stored-options.ts';

const at = { nowMs: Date.parse('2024-08-15T12:00:00Z'), timezone: 'America/New_York' };

const withOption = (key: string, value: string | undefined): TaskDefinition => ({
  ...definitionDefaults,
  name: 'Task',
  script: `{{ options["${key}"] }}`,
  options: new RawJson(value === undefined ? '{}' : `{"${key}":${value}}`),
});

const problemOf = (key: string, value?: string): string | undefined =>
  checkOptions(withOption(key, value), at).faults[0]?.message;

describe('a stored option', () => {
  it.each([
    ['x', '"text"'],
    ['x', '""'],
    ['x', 'null'],
    ['x__required', '"{{ event.data }}"'],
    ['x__multiline', '"a\\nb"'],
    ['x__boolean', 'true'],
    ['x__boolean_required', 'false'],
    ['x__boolean_required', undefined],
    ['x__number', '1.50'],
    ['x__number_required', '0'],
    ['x__number', '"{{ event.data.n }}"'],
    ['x__keyval', '{"a":"b","__proto__":"c"}'],
    ['x__keyval_number', '{"a":1,"b":""}'],
    ['x__array', '["a","b"]'],
    ['x__email_array_required', '["a@b.example","{{ event.data.to }}"]'],
    ['x__date', '"2024-02-29"'],
    ['x__time', '"23:59"'],
    ['x__datetime', '"2024-08-15T09:30"'],
    ['x__datetime', '"2024-08-15T09:30:15"'],
    ['x__color', '"#1a2B3c"'],
    ['x__range_min-1_max1_step0.5', '-0.75'],
    ['x__select_o1_a_o2_b', '"b"'],
    ['x__multiselect_o1_a_o2_b', '["b","a"]'],
    ['x__picker_product', '"gid://shopify/Product/1"'],
    ['x__picker_product_array', '["gid://shopify/Product/1"]'],
    ['x__global', '"my_key"'],
    ['x__secret', '"my_key"'],
    ['x__email', '"a@b.example"'],
    ['x__date_futureonly', '"2024-08-15"'],
    ['x__datetime_futureonly', '"2024-08-15T08:01"'],
  ])('%s may be %s', (key, value) => {
    expect(problemOf(key, value)).toBeUndefined();
  });

  it.each([
    ['x', '[1]', 'text'],
    ['x', 'true', 'text'],
    ['x__required', '""', 'filled in'],
    ['x__required', undefined, 'filled in'],
    ['x__array_required', '[]', 'filled in'],
    ['x__keyval_required', '{}', 'filled in'],
    ['x__array_required', '["a",""]', 'value 2 must be filled in'],
    ['x__boolean', '"yes"', 'true or false'],
    ['x__number', '"abc"', 'number'],
    ['x__number', 'true', 'number'],
    ['x__keyval', '["a"]', 'object'],
    ['x__keyval_number', '{"a":"b"}', 'the value of "a" must be a number'],
    ['x__array', '{"a":1}', 'array'],
    ['x__email_array', '["a@b.example","a"]', 'value 2 must be an email'],
    ['x__date', '"2024-02-30"', 'date'],
    ['x__date', '"15/08/2024"', 'date'],
    ['x__time', '"24:00"', 'time'],
    ['x__datetime', '"2024-08-15 09:30"', 'time'],
    ['x__color', '"red"', 'color'],
    ['x__range_min0_max10', '11', 'from 0 to 10'],
    ['x__select_o1_a_o2_b', '"c"', 'one of a, b'],
    ['x__multiselect_o1_a_o2_b', '"a"', 'array'],
    ['x__multiselect_o1_a_o2_b', '["c"]', 'value 1 must be one of'],
    ['x__picker_product', '["a"]', 'text'],
    ['x__global', '"Not A Key"', 'key'],
    ['x__email', '"a b@c.d"', 'email'],
    ['x__date_futureonly', '"2024-08-14"', 'past'],
    ['x__datetime_futureonly', '"2024-08-15T07:59"', 'past'],
  ])('%s may not be %s', (key, value, part) => {
    expect(problemOf(key, value)).toContain(part);
  });

  it.each([
    ['x__number', '"1.50"', '1.50'],
    ['x__number', '" +007 "', '7'],
    ['x__number', '"12345678901234567890"', '12345678901234567890'],
    ['x__range_min0_max10', '"5"', '5'],
    ['x__array_number', '["1",2,""]', '[1,2,""]'],
    ['x', '3', '"3"'],
  ])('%s of %s is kept as %s', (key, value, kept) => {
    const { options } = checkOptions(withOption(key, value), at);

    expect(options.text).toBe(`{"${key}":${kept}}`);
  });

  it('is named by its path', () => {
    const { faults } = checkOptions(withOption('x__number_required', '"a"'), at);

    expect(faults).toEqual([{ path: 'options.x__number_required', message: expect.any(String) }]);
  });

  it('that nothing refers to is kept as it is', () => {
    const definition = {
      ...definitionDefaults,
      name: 'x',
      options: new RawJson('{"a__number":"x"}'),
    };

    expect(checkOptions(definition, at)).toEqual({ options: definition.options, faults: [] });
  });

  it('may be of the past when it was saved before', () => {
    const definition = withOption('x__date_futureonly', '"2020-01-01"');

    expect(checkOptions(definition, at, definition.options).faults).toEqual([]);
    expect(checkOptions(definition, at, new RawJson('{}')).faults).toHaveLength(1);
  });

  it('is listed while it is required and missing', () => {
    const missing = missingOptionsOf({
      ...withOption('a__required', '""'),
      script:
        '{{ options.a__required }}{{ options.b__array_required }}{{ options.c__boolean_required }}',
    });

    expect(missing).toEqual(['a__required', 'b__array_required']);
  });

  it('is checked whatever it is, and what was converted stays as it is, for any value', () => {
    const key = fc.constantFrom(
      ...['x', 'x__number', 'x__boolean', 'x__array_number_required', 'x__keyval_email', 'x__date'],
      ...[
        'x__datetime_futureonly',
        'x__range_min0_max9',
        'x__multiselect_o1_a',
        'x__picker_product',
      ],
    );
    fc.assert(
      fc.property(key, fc.json({ maxDepth: 2 }), (name, value) => {
        const first = checkOptions(withOption(name, value), at);
        const again = checkOptions({ ...withOption(name, value), options: first.options }, at);
        expect(again.options.text).toBe(first.options.text);
        expect(again.faults).toEqual(first.faults);
      }),
    );
  });
});
