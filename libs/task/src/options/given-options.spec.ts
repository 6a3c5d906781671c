import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import { definitionDefaults } from '../definitions/task-definition.ts';
import { givenOptionsOf } from './given-options.ts';

const given = (script: string, options: string) =>
  givenOptionsOf({ ...definitionDefaults, name: 'Task', script, options: new RawJson(options) });

describe('the options that a script is given', () => {
  it('are those it refers to, with their digits, and unset checkboxes false', () => {
    const { values, sources } = given(
      '{{ options.a }}{{ options.b__boolean }}{{ options.c__number }}{{ options.d }}',
      '{"stale":"{{ x }}","c__number":1.0,"a":"x"}',
    );

    expect(values.text).toBe('{"a":"x","b__boolean":false,"c__number":1.0}');
    expect(sources).toEqual([]);
  });

  it('have Liquid to be rendered in texts, numbers, arrays and hashes, but not in keys', () => {
    const { sources } = given(
      '{{ options.a }}{{ options.n__number }}{{ options.l__array }}{{ options.h__keyval }}{{ options.d__date }}',
      '{"a":"{{ 1 }}","n__number":"{{ 2 }}","l__array":["x","{{ 3 }}"],"h__keyval":{"{{ k }}":"y","z":"{% if %}"},"d__date":"{{ 4 }}"}',
    );

    expect(sources).toEqual([
      { key: 'a', as: 'text', source: '{{ 1 }}' },
      { key: 'n__number', as: 'number', source: '{{ 2 }}' },
      { key: 'l__array', member: 1, as: 'text', source: '{{ 3 }}' },
      { key: 'h__keyval', member: 'z', as: 'text', source: '{% if %}' },
    ]);
  });

  it('have keys of globals and secrets to be looked up', () => {
    const { sources } = given(
      '{{ options.g__global }}{{ options.s__secret_array }}{{ options.x__select_o1_global }}',
      '{"g__global":"one","s__secret_array":["two"],"x__select_o1_global":"global"}',
    );

    expect(sources).toEqual([
      { key: 'g__global', as: 'global', source: 'one' },
      { key: 's__secret_array', member: 0, as: 'secret', source: 'two' },
    ]);
  });

  it('can be reached by a key with a decimal point', () => {
    const { values } = given('{{ options.r__range_min0.5_max2 }}', '{"r__range_min0.5_max2":1.5}');

    expect(values.text).toBe('{"r__range_min0.5_max2":1.5,"r__range_min0":{"5_max2":1.5}}');
  });
});
