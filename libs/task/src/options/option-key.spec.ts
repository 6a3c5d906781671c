import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readOptionKey } from './option-key.ts';

const fieldOf = (key: string) => readOptionKey(key).field;

describe('the key of an option', () => {
  it.each([
    ['metafield_namespace_required', 'Metafield namespace required'],
    ['days', 'Days'],
    ['days__number', 'Days'],
    ['a__number', 'A'],
    ['max_items___number', 'Max items'],
  ])('%s is labelled %j', (key, label) => {
    expect(fieldOf(key).label).toBe(label);
  });

  it('keeps a single underscore as part of the name', () => {
    expect(fieldOf('metafield_namespace_required')).toMatchObject({
      name: 'metafield_namespace_required',
      type: 'text',
      required: false,
    });
  });

  it.each(['x__number__required', 'x__required_number', 'x__number_required'])(
    'reads all flag segments as one list: %s',
    (key) => {
      expect(fieldOf(key)).toMatchObject({ name: 'x', type: 'number', required: true });
    },
  );

  it.each([
    ['x', 'text', undefined],
    ['x__multiline', 'multiline', undefined],
    ['x__code', 'code', undefined],
    ['x__code_multiline', 'code', undefined],
    ['x__boolean', 'boolean', undefined],
    ['x__number', 'number', undefined],
    ['x__date', 'date', undefined],
    ['x__time', 'time', undefined],
    ['x__datetime', 'datetime', undefined],
    ['x__color', 'color', undefined],
    ['x__global', 'global', undefined],
    ['x__secret', 'secret', undefined],
    ['x__array', 'array', 'text'],
    ['x__keyval', 'keyval', 'text'],
    ['x__number_array', 'array', 'number'],
    ['x__keyval_number_required', 'keyval', 'number'],
    ['x__email_array_required', 'array', 'text'],
    ['x__keyval_multiline', 'keyval', 'multiline'],
    ['x__array_code_multiline', 'array', 'code'],
  ])('%s is a %s', (key, type, element) => {
    const { field, faults, warnings } = readOptionKey(key);

    expect(field.type).toBe(type);
    expect(field.element).toBe(element);
    expect([faults, warnings]).toEqual([[], []]);
  });

  it.each([
    ['x__range_min0_max10', { min: 0, max: 10, step: 1 }],
    ['x__range_min1_max100_step5_required', { min: 1, max: 100, step: 5 }],
    ['x__range_min-10_max10_step0.5', { min: -10, max: 10, step: 0.5 }],
    ['x__required_range_max3_min2', { min: 2, max: 3, step: 1 }],
  ])('%s is a range', (key, range) => {
    const { field, faults } = readOptionKey(key);

    expect(field).toMatchObject({ type: 'range', range });
    expect(faults).toEqual([]);
  });

  it.each([
    ['x__select_o1_json_pretty_o2_text', 'select', ['json_pretty', 'text'], false],
    ['x__select_o2_b_o1_a', 'select', ['a', 'b'], false],
    ['x__choice_o1_email_o2_slack_required', 'choice', ['email', 'slack'], true],
    ['x__select_o1_required', 'select', ['required'], false],
    ['x__select_o1_required_required', 'select', ['required'], true],
    ['x__select_o1_global_o2_secret', 'select', ['global', 'secret'], false],
    ['x__multiselect__o1_monday_o2_tuesday__required', 'multiselect', ['monday', 'tuesday'], true],
    ['x__select_o1_a_o2_b__required', 'select', ['a', 'b'], true],
    ['x__select_o1_required_a_o2_b', 'select', ['required_a', 'b'], false],
  ])('%s is a %s of %j', (key, type, choices, required) => {
    const { field, faults, warnings } = readOptionKey(key);

    expect(field).toMatchObject({ type, choices, required });
    expect([faults, warnings]).toEqual([[], []]);
  });

  it('takes both modifiers from the end of a list of choices', () => {
    expect(fieldOf('x__choice_o1_a_o2_b_userform_required')).toMatchObject({
      choices: ['a', 'b'],
      userform: true,
      required: true,
    });
  });

  it.each([
    ['x__picker_product', { resource: 'product', multiple: false }],
    ['x__picker_variant_array_required', { resource: 'variant', multiple: true, required: true }],
    ['x__picker_collection', { resource: 'collection', multiple: false }],
  ])('%s is a picker', (key, expected) => {
    const { field, faults } = readOptionKey(key);

    expect(field).toMatchObject({ type: 'picker', ...expected });
    expect(faults).toEqual([]);
  });

  it('lets a structured type win over every other word', () => {
    const { field, faults, warnings } = readOptionKey('x__number_range_min0_max5_secret');

    expect(field).toMatchObject({ type: 'range', range: { min: 0, max: 5, step: 1 } });
    expect(faults).toEqual([]);
    expect(warnings).toHaveLength(2);
  });

  it.each([
    ['x__email_required_userform', { email: true, required: true, userform: true }],
    ['x__date_futureonly', { futureonly: true }],
    ['x__futureonly__datetime', { futureonly: true }],
    ['x__array_email', { email: true }],
  ])('%s has its modifiers', (key, expected) => {
    const { field, warnings } = readOptionKey(key);

    expect(field).toMatchObject(expected);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['x__number_date', 'number and date'],
    ['x__array_keyval', 'array and keyval'],
    ['x__array_number_date', 'array and number and date'],
    ['x__multiline_number', 'multiline and number'],
    ['x__range_min0', 'both bounds'],
    ['x__range', 'both bounds'],
    ['x__range_min5_max1', 'ends'],
    ['x__range_min0_max1_step0', 'step'],
    ['x__select', 'choices'],
    ['x__multiselect_a_b', 'choices'],
    ['x__select_o1_o2_b', 'no value'],
    ['x__required_select_o1_a', 'behind the choices'],
    ['x__userform__choice_o1_a', 'behind the choices'],
    ['x__picker_order', 'picker_product'],
    ['x__picker', 'picker_product'],
    ['x__range_min0_max1__select_o1_a', 'two types'],
    ['x__secret_userform', 'Run form'],
  ])('%s is refused: %s', (key, part) => {
    expect(readOptionKey(key).faults.join()).toContain(part);
  });

  it.each([
    ['x__shiny', 'shiny'],
    ['x__number_shiny_required', 'shiny'],
    ['x__number_email', 'email'],
    ['x__futureonly', 'futureonly'],
    ['x__time_futureonly', 'futureonly'],
    ['x__select_o1_a__shiny', 'shiny'],
  ])('%s is saved with a warning about %s', (key, part) => {
    const { faults, warnings } = readOptionKey(key);

    expect(faults).toEqual([]);
    expect(warnings.join()).toContain(part);
  });

  it('is read whatever it is, for any key', () => {
    const word = fc.constantFrom(
      ...['a', 'range', 'select', 'o1', 'o2', 'min1', 'max2', 'required', 'array', 'picker'],
      ...['', 'userform', 'number', 'keyval', 'product', '__proto__', 'constructor', 'step0'],
    );
    const key = fc.array(fc.tuple(word, fc.constantFrom('_', '__')), { maxLength: 12 });
    fc.assert(
      fc.property(key, (parts) => {
        const { field } = readOptionKey(`a${parts.flat().join('')}`);
        expect(typeof field.type).toBe('string');
        expect(field.name).not.toBe('');
      }),
    );
  });
});
