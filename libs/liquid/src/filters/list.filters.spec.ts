import fc from 'fast-check';
import { LiveHeap } from '../limits/live-heap.ts';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { RunMeter } from '../limits/run-meter.ts';
import { printedBy } from '../testing/index.ts';
import { filters } from './index.ts';

const ofList = (template: string, list: unknown): string =>
  printedBy(template, { context: { list } });

describe('the list filters', () => {
  it.each([
    ['{{ nums | first }}', '3'],
    ['{{ h | first | join: "=" }}', 'a=1'],
    ['{{ h | last | json }}', '["c","x"]'],
    ['{{ "abc" | first }}{{ "ab😀" | last }}', 'a😀'],
    ['{{ "abc" | last }}', 'c'],
    ['{{ (3..5) | first }}{{ (3..5) | last }}', '35'],
    ['{{ array | first | json }}{{ hash | last | json }}{{ "" | first | json }}', 'nullnullnull'],
    ['{{ array | push: 7 | first }}{{ array | push: 8 | last }}', '78'],
    ['{{ (2..2) | first }}{{ (2..1) | first | json }}{{ (2..1) | last | json }}', '2nullnull'],
    ['{{ hash | first | json }}{{ h | slice: "a" | first | json }}', 'null["a",1]'],
    ['{{ 12 | first | json }}{{ true | last | json }}', 'nullnull'],
    ['{{ \'{"first":1,"last":2}\' | parse_json | first | json }}', '["first",1]'],
    ['{{ nums | join }}', '3 1 2'],
    ['{{ nested | join: "-" }}', 'a-b-b'],
    ['{{ array | push: 1, nil, 2.0 | join: "," }}', '1,,2.0'],
    ['{{ "x" | join }}{{ nothing | join | size }}', 'x0'],
    ['{{ people | map: "n" | join: "," }}', 'Ada,Bob,Cy'],
    ['{{ people | map: "tags" | map: "t" | join: "," }}', '1,2,3'],
    ['{{ people | map: "tags.t" | json }}', '[null,null,null]'],
    ['{{ h | map: "a" | json }}', '[1]'],
    ['{{ nums | map: "size" | json }}{{ "ab" | map: "size" | json }}', '[null,null,null][null]'],
    ['{{ people | where: "k", "a" | map: "n" | join: "," }}', 'Ada,Cy'],
    ['{{ people | where: "age" | size }}', '2'],
    ['{{ people | where: "age", nil | size }}', '2'],
    ['{{ people | where: "age", 20.0 | map: "n" }}', 'Cy'],
    ['{{ people | where: "tags", array | map: "n" }}', 'Cy'],
    ['{{ \'[{"x":false},{"x":1},{}]\' | parse_json | where: "x", false | json }}', '[{"x":false}]'],
    ['{{ h | where: "a" | json }}', '[{"a":1,"b":null,"c":"x"}]'],
    ['{{ people | where: "k.x", "a" | size }}', '0'],
    ['{{ array | push: people | where: "k", "a" | map: "n" }}', 'AdaCy'],
    ['{{ words | sort | join: "," }}', 'Fig,apple,pear'],
    ['{{ nums | sort | json }}', '[1,2,3]'],
    ['{{ people | sort: "age" | map: "n" | join: "," }}', 'Cy,Ada,Bob'],
    [
      '{{ array | push: 2, 1.5, nil, 12345678901234567890 | sort | json }}',
      '[1.5,2,12345678901234567890,null]',
    ],
    ['{{ nums | push: "a" | sort }}', 'error: cannot sort values of incompatible types'],
    ['{{ array | push: true, false | sort }}', 'error: cannot sort values of incompatible types'],
    ['{{ people | sort }}', 'error: cannot sort values of incompatible types'],
    ['{{ words | sort_natural | join: "," }}', 'apple,Fig,pear'],
    [
      '{{ words | push: nil, "É", "é" | sort_natural | json }}',
      '["apple","Fig","pear","É","é",null]',
    ],
    ['{{ people | sort_natural: "k" | map: "n" | join: "," }}', 'Ada,Cy,Bob'],
    ['{{ "v1.10,v1.9,v1.2" | split: "," | sort_naturally | join: "," }}', 'v1.2,v1.9,v1.10'],
    [
      '{{ "item10,item9,Item2,10a,9" | split: "," | sort_naturally | join: "," }}',
      '9,10a,Item2,item9,item10',
    ],
    ['{{ "10,9b,9a,9,09" | split: "," | sort_naturally | join: "," }}', '9,09,9a,9b,10'],
    ['{{ "a_10,a2,a-3" | split: "," | sort_naturally | join: "," }}', 'a2,a_10,a-3'],
    ['{{ people | sort_naturally: "n" | map: "n" | join: "," }}', 'Ada,Bob,Cy'],
    ['{{ "a,b,a" | split: "," | uniq | join: "," }}', 'a,b'],
    ['{{ people | uniq: "k" | map: "n" | join: "," }}', 'Ada,Bob'],
    [
      '{{ array | push: h | push: nested, h, nil, nil, "1", 1 | uniq | json }}',
      '[{"a":1,"b":null,"c":"x"},"a","b",null,"1",1]',
    ],
    ['{{ array | push: 1, 1.0, true, "true" | uniq | json }}', '[1,1.0,true,"true"]'],
    ['{{ nums | reverse | join: "," }}', '2,1,3'],
    ['{{ nested | reverse | json }}', '["b","b","a"]'],
    ['{{ "abc" | reverse | json }}', '["abc"]'],
    ['{{ people | compact: "age" | size }}', '2'],
    ['{{ h | compact | json }}', '{"a":1,"c":"x"}'],
    ['{{ array | push: nil, false, nums | compact | json }}', '[false,3,1,2]'],
    ['{{ nums | concat: words | join: "," }}', '3,1,2,pear,Fig,apple'],
    ['{{ nested | concat: nested | json }}', '["a","b","b",["a","b"],["b"]]'],
    ['{{ nums | concat: nothing | json }}', '[3,1,2]'],
    ['{{ nums | concat: "x" }}', 'error: concat: its argument must be an array'],
    ['{{ nums | concat: h }}', 'error: concat: its argument must be an array'],
    ['{{ array | push: 1, 2 | unshift: 8, 9 | json }}', '[8,9,1,2]'],
    [
      '{{ nothing | push: nil | json }}{{ "x" | unshift: nested | json }}',
      '[null][[["a","b"],["b"]],"x"]',
    ],
    ['{{ nums | except: 1, 2 | json }}', '[3]'],
    ['{{ h | except: "b", "c" | json }}', '{"a":1}'],
    ['{{ nested | except: nested[1] | json }}', '[["a","b"]]'],
    ['{{ nums | slice: 1 }}', '1'],
    ['{{ nums | slice: -2, 2 | json }}', '[1,2]'],
    ['{{ nums | slice: 1, 1 | json }}', '1'],
    ['{{ nums | slice: 9 | json }}{{ nums | slice: 9, 2 | json }}', 'null[]'],
    ['{{ nums | slice: 0, 2 | json }}{{ nums | slice: -3, 2 | json }}', '[3,1][3,1]'],
    ['{{ nums | slice: -9, 2 | json }}{{ nums | slice: 2, -1 | json }}', '[][]'],
    ['{{ nums | slice: 1, 9 | json }}{{ nums | slice: 0, 0 | json }}', '[1,2][]'],
    ['{{ nums | slice: "1", "2" | json }}{{ nested | slice: 0 | json }}', '[1,2]["a","b"]'],
    ['{{ nums | slice: "x" }}', 'error: invalid integer'],
    ['{{ h | slice: "c", "zz" | json }}', '{"c":"x"}'],
    ['{{ h | slice: "zz", nil, "c", "a" | json }}', '{"c":"x","a":1}'],
    ['{{ "1,2,3,4,5" | split: "," | in_groups: 3 | json }}', '[["1","2"],["3","4"],["5",null]]'],
    ['{{ nums | in_groups: 2, fill_with: false | json }}', '[[3,1],[2]]'],
    ['{{ nums | in_groups: 2 | json }}', '[[3,1],[2,null]]'],
    ['{{ nums | in_groups: 3 | json }}', '[[3],[1],[2]]'],
    ['{{ nums | in_groups: 4, fill_with: "-" | json }}', '[[3],[1],[2],["-"]]'],
    ['{{ nums | in_groups: 0 }}', 'error: in_groups: its argument must be 1 or more'],
    ['{{ nums | in_groups_of: 2 | json }}', '[[3,1],[2,null]]'],
    ['{{ nums | in_groups_of: 2, fill_with: false | json }}', '[[3,1],[2]]'],
    ['{{ nums | in_groups_of: 2, fill_with: 0 | json }}', '[[3,1],[2,0]]'],
    ['{{ nums | in_groups_of: 1000000000, fill_with: false | json }}', '[[3,1,2]]'],
    ['{{ nothing | in_groups_of: 2 | json }}', '[]'],
    ['{{ nums | in_groups_of: 0 }}', 'error: in_groups_of: its argument must be 1 or more'],
    ['{% assign i = people | index_by: "k" %}{{ i.a.n }}', 'Cy'],
    ['{{ people | index_by: "age" | keys | json }}', '["36","","20"]'],
    ['{{ "a,a" | split: "," | sample }}', 'a'],
    ['{{ nums | sample: 2 | size }}', '2'],
    ['{{ nums | sample: 9 | sort | json }}{{ nums | sample: 0 | json }}', '[1,2,3][]'],
    ['{{ array | sample | json }}', 'null'],
    ['{{ nums | sample: -1 }}', 'error: sample: its argument must not be negative'],
    ['{{ h | keys | json }}', '["a","b","c"]'],
    ['{{ h | values | json }}', '[1,null,"x"]'],
    ['{{ nothing | keys | json }}{{ nothing | values | json }}', '[][]'],
  ])('%s prints %s', (template, output) => {
    expect(printedBy(template)).toBe(output);
  });

  it.each([
    'compact',
    'join',
    'map: "a"',
    'reverse',
    'sort',
    'sort_natural',
    'sort_naturally',
    'uniq',
    'where: "a"',
    'concat: nothing',
    'in_groups_of: 2',
    'index_by: "a"',
    'sum',
    'sample: 1',
  ])('%s takes nil for an empty array', (filter) => {
    expect(printedBy(`{{ nothing | ${filter} | json }}`)).toBe(
      printedBy(`{{ array | ${filter} | json }}`),
    );
  });

  it.each([
    ['sample', '1 2 3'],
    ['sample: 1', '1 2 3'],
    ['sample: 2', '12 13 21 23 31 32'],
    ['sample: 3', '123 132 213 231 312 321'],
  ])('%s comes to every choice there is', (filter, choices) => {
    const template = `{% for i in (1..500) %}{{ nums | ${filter} }} {% endfor %}`;

    expect([...new Set(printedBy(template).trim().split(' '))].sort()).toEqual(choices.split(' '));
  });

  it('keep keys that objects give a meaning as ordinary ones', () => {
    const template =
      '{% assign i = list | index_by: "__proto__" %}{{ i | json }}{{ list | map: "constructor" | json }}{{ i | slice: "constructor" | json }}';

    expect(printedBy(template, { context: '{"list":[{"__proto__":"toString"}]}' })).toBe(
      '{"toString":{"__proto__":"toString"}}[null]{}',
    );
  });

  it('change no array that they are given', () => {
    const template =
      '{% assign a = nums | sort %}{% assign b = nums | reverse | push: 1 %}{% assign c = nums | sample: 2 %}{{ nums | json }}';

    expect(printedBy(template)).toBe('[3,1,2]');
  });

  it.each([
    ['uniq', (n: number) => [n % 1000, { n }]],
    ['uniq', (n: number) => [`${n}`, [n]]],
    ['uniq: "n"', (n: number) => [{ n: { n } }]],
    ['sort_naturally: "n"', (n: number) => [{ n: `item${n * 7919}` }]],
    ['index_by: "n"', (n: number) => [{ n }]],
    ['in_groups_of: 3', (n: number) => [n]],
    ['reverse', (n: number) => [[[n]]]],
  ])('%s takes no more steps for each of many elements than for each of few', (filter, itemsOf) => {
    const stepsFor = (count: number): number => {
      const list = Array.from({ length: count }, (_, n) => itemsOf(n)).flat();
      const run = { meter: new RunMeter(defaultRenderLimits, new LiveHeap(), 0, () => 0) };
      const [name = '', key] = filter.split(': ');
      const args = key === undefined ? [] : [key.startsWith('"') ? 'n' : Number(key)];
      filters[name]!.call({ run, ...run, options: new Map() } as never, list, ...(args as never[]));
      return run.meter.steps / count;
    };

    expect(stepsFor(10_000)).toBeLessThan(stepsFor(200) * 2.5);
  });
});

describe('a hash that shares its parts', () => {
  it('cannot make uniq write out all of them', () => {
    const template =
      '{% assign x = hash %}{% for i in (1..60) %}{% assign y = hash %}{% assign y.a = x %}{% assign y.b = x %}{% assign x = y %}{% endfor %}{{ array | push: x | uniq | size }}';

    const output = printedBy(template, {
      limits: { memoryBytes: 16 * 1024 * 1024, timeMs: 600_000 },
    });

    expect(output).toMatch(/^error: rendering needs more than 16 MB/);
  });
});

describe('for any list', () => {
  const anyValue = fc
    .jsonValue({ maxDepth: 3 })
    .map((value) => JSON.parse(JSON.stringify(value)) as unknown);

  it('uniq keeps the first of equal values and no other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyValue, fc.constantFrom({ a: 1, b: 2 }, { b: 2, a: 1 }, 1, '1'))),
        (list) => {
          const flat = list.flat(Infinity);
          const canonical = (value: unknown): string =>
            JSON.stringify(value, (_, inner: unknown) =>
              typeof inner === 'object' && inner !== null && !Array.isArray(inner)
                ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
                : inner,
            );
          const expected = new Map(
            flat.map((value) => [canonical(value), value] as const).reverse(),
          );
          const kept = JSON.parse(ofList('{{ list | uniq | json }}', list)) as unknown[];

          expect(new Set(kept.map(canonical))).toEqual(new Set(expected.keys()));
          expect(kept).toHaveLength(expected.size);
        },
      ),
    );
  });

  it('sorting keeps the order of equal elements', () => {
    const anyItem = fc.record({ k: fc.constantFrom(1, 2, 3, null), i: fc.nat() });

    fc.assert(
      fc.property(fc.array(anyItem), (items) => {
        const list = items.map(({ k }, i) => ({ k, i }));
        const sorted = JSON.parse(ofList('{{ list | sort: "k" | json }}', list)) as typeof list;

        expect(sorted).toEqual([...list].sort((a, b) => (a.k ?? 9) - (b.k ?? 9)));
      }),
    );
  });

  it('groups hold every element once, in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        (list, n) => {
          for (const filter of ['in_groups', 'in_groups_of']) {
            const template = `{{ list | ${filter}: ${n}, fill_with: false | json }}`;
            const groups = JSON.parse(ofList(template, list)) as number[][];

            expect(groups.flat()).toEqual(list);
            if (filter === 'in_groups') expect(groups).toHaveLength(n);
          }
        },
      ),
    );
  });

  it('a sample has elements of different places', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.nat({ max: 20 }), (list, n) => {
        const sample = JSON.parse(ofList(`{{ list | sample: ${n} | json }}`, list)) as number[];

        expect(sample).toHaveLength(Math.min(n, list.length));
        expect(new Set([...sample, ...list]).size).toBe(list.length);
        expect(new Set(sample).size).toBe(sample.length);
      }),
    );
  });
});
