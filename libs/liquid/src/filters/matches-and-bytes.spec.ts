import { RunContext } from '../engine/run-context.ts';
import { LiveHeap } from '../limits/live-heap.ts';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { RunMeter } from '../limits/run-meter.ts';
import { BinaryString } from '../values/binary.ts';
import { RegexMatch } from '../values/match.ts';
import { jsonTextOf } from '../values/json-text-of.ts';
import { callFilter, filterNamed } from './call-filter.ts';

const meter = new RunMeter(defaultRenderLimits, new LiveHeap(), 0, () => 0);
const run = new RunContext({}, meter, 0);
const filtered = (name: string, input: unknown, ...args: unknown[]): unknown =>
  callFilter(filterNamed(name)!, run, input, args, new Map());
const match = (text: string): RegexMatch => new RegexMatch(text, ['a'], new Map([['k', 'v']]));

describe('a match in the filters', () => {
  it.each([
    ['plus', [1], '18'],
    ['round', [], '17'],
    ['append', ['!'], '"17!"'],
    ['size', [], '2'],
    ['first', [], '"1"'],
    ['last', [], '"7"'],
    ['slice', [1], '"7"'],
    ['date', ['%s'], '"17"'],
    ['currency', [], '"$17.00"'],
    ['money_with_currency', [], '"$0.17 USD"'],
    ['pluralize', ['one', 'many'], '"many"'],
    ['split', [''], '["1","7"]'],
    ['map', ['captures'], '[["a"]]'],
    ['map', ['named_captures'], '[{"k":"v"}]'],
  ])('is its text, and has its groups: %s', (name, args, json) => {
    expect(jsonTextOf(filtered(name, match('17'), ...args), meter)).toBe(json);
  });

  it('is sorted, told apart and left out as its text', () => {
    const list = [match('b'), 'a', 'b', match('a'), match('b')];

    expect(jsonTextOf(filtered('sort', list), meter)).toBe('["a","a","b","b","b"]');
    expect(jsonTextOf(filtered('uniq', list), meter)).toBe('["b","a"]');
    expect(jsonTextOf(filtered('except', list, 'b'), meter)).toBe('["a","a"]');
  });
});

describe('bytes in the filters', () => {
  it('are told apart by what they are', () => {
    const bytes = (...values: number[]): BinaryString => new BinaryString(Uint8Array.from(values));

    expect(filtered('uniq', [bytes(1, 255), bytes(1, 255), bytes(2), 'b'])).toHaveLength(3);
  });

  it.each([
    ['append', ['x']],
    ['size', []],
    ['first', []],
    ['last', []],
    ['slice', [0]],
    ['join', []],
    ['parse_json', []],
    ['base64_decode', []],
  ])('are no text: %s', (name, args) => {
    expect(() => filtered(name, new BinaryString(new Uint8Array(1)), ...args)).toThrow(
      /^binary string cannot be printed/,
    );
  });
});
