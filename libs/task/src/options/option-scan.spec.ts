import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { definitionDefaults } from '../definitions/task-definition.ts';
import { optionKeysIn } from './option-scan.ts';

const keysIn = (script: string, more: object = {}) =>
  optionKeysIn({ ...definitionDefaults, script, ...more });

describe('the scan for options', () => {
  it('finds each key once, in the order of first mention, over all parts', () => {
    const keys = keysIn('{{ options.b }}{{ options.a__number }}{{ options.b }}', {
      subscriptions_template: 'user/a/b+{{ options.days__number }}.days',
      online_store_javascript: 'const x = {{ options.shop_js | json }}; options.a__number',
      order_status_javascript: '{{ options.order_js }}',
      concurrency: { key: '{{ options.lane }}' },
    });

    expect(keys).toEqual(['b', 'a__number', 'days__number', 'shop_js', 'order_js', 'lane']);
  });

  it.each([
    ['{% comment %} options.in_comment {% endcomment %}', ['in_comment']],
    ['{% # options.inline %}', ['inline']],
    ['{{options.tight}}{{-options.trimmed-}}', ['tight', 'trimmed']],
    ['{{ options["quoted__number"] }}{{ options[ \'single\' ] }}', ['quoted__number', 'single']],
    ['{{ options.a.b.c }}', ['a']],
    ['{{ task.options.x }}{{ my_options.y }}{{ a.b["c"].options.z }}', []],
    ['{{ options.Upper }}{{ options.itemCount }}{{ options._x }}{{ options.9 }}', []],
    ['{{ options[name] }}{{ options["Not a key"] }}{{ options }}', []],
    ['{{ options.x__range_min-10_max10_step0.5 }}', ['x__range_min-10_max10_step0.5']],
    ['{{ options.x__range_min0_max9.size }}', ['x__range_min0_max9']],
    ['{{ options["x__range_min0.5_max2"] }}', ['x__range_min0.5_max2']],
    ['{{ options.my_min5.first }}', ['my_min5']],
    ['{{ options.dashed-name }}', []],
  ])('in %j finds %j', (script, keys) => {
    expect(keysIn(script)).toEqual(keys);
  });

  it('takes time in proportion to the script, whatever it is', () => {
    const hostile = [
      `options.${'a'.repeat(500_000)}`,
      'options.'.repeat(60_000),
      `options.x__range_min${'1'.repeat(480_000)}.`,
      `options.x__range_${'min1.'.repeat(100_000)}`,
      `options.${'a_'.repeat(240_000)}A`,
    ];
    const startedAt = performance.now();
    for (const script of hostile) keysIn(script);

    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('finds for any text only what may be a key', () => {
    const piece = fc.constantFrom(
      'options',
      '.',
      'a',
      'B',
      '_',
      '-',
      '[',
      '"',
      ']',
      '1',
      ' ',
      '__',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        for (const key of keysIn(pieces.join(''))) expect(key).toMatch(/^[a-z][a-z0-9_.-]*$/);
      }),
    );
  });
});
