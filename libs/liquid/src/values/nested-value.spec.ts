import fc from 'fast-check';
import { parsed } from '../parsing/parse-template.ts';
import { captured } from '../engine/renderer.ts';
import { RunContext } from '../engine/run-context.ts';
import { defaultRenderLimits } from '../limits/render-limits.ts';
import { RunMeter } from '../limits/run-meter.ts';
import { heapHolding } from '../testing/heap-holding.ts';
import { renderTextInThisThread } from '../testing/index.ts';

type Value = Value[] | { [key: string]: Value } | string | number | null;
const isHash = (value: unknown): value is Record<string, Value> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Variables = Record<string, Value>;
/** Does a step to the model, whose values share nothing; answers how a script says the same. */
type Step = (variables: Variables) => string;

const copyOf = (value: Value | undefined): Value => structuredClone(value) ?? null;
const name = fc.constantFrom('a', 'b', 'c');
const key = fc.constantFrom('k', 'm');

const emptied = fc
  .record({ name, word: fc.constantFrom('hash', 'array') })
  .map((given): Step => (variables) => {
    variables[given.name] = given.word === 'hash' ? {} : [];
    return `{% assign ${given.name} = ${given.word} %}`;
  });

const copied = fc.record({ name, other: name }).map((given): Step => (variables) => {
  variables[given.name] = copyOf(variables[given.other]);
  return `{% assign ${given.name} = ${given.other} %}`;
});

/** Of a hash, `first` is a pair that holds one of its values. */
const first = fc.record({ name, other: name }).map((given): Step => (variables) => {
  const value = variables[given.other];
  const found = isHash(value) ? Object.entries(value)[0] : (value as Value[] | null)?.[0];
  variables[given.name] = copyOf(found);
  return `{% assign ${given.name} = ${given.other}.first %}`;
});

const nested = fc
  .record({ name, key, inner: fc.option(key), other: fc.option(name) })
  .map((given): Step => (variables) => {
    const value = given.other === null ? 1 : copyOf(variables[given.other]);
    const path = placeIn(variables[given.name], given.key);
    const inner = given.inner === null ? '' : placeIn(path?.value, given.inner);
    if (path === undefined || inner === undefined) return '';
    const source = `{% assign ${given.name}${path.text}${inner === '' ? '' : inner.text} = ${given.other ?? 1} %}`;
    (inner === '' ? path : inner).put(value);
    return source;
  });

/** A place in an array or hash; undefined where there is nothing to assign into. */
function placeIn(owner: Value | undefined, wanted: string) {
  if (Array.isArray(owner)) {
    return { text: '[0]', value: owner[0], put: (value: Value) => void (owner[0] = value) };
  }
  if (typeof owner !== 'object' || owner === null) return undefined;
  return {
    text: `.${wanted}`,
    value: owner[wanted],
    put: (value: Value) => void (owner[wanted] = value),
  };
}

describe('for any assignments', () => {
  it('changing one variable never changes another', () => {
    const anyStep = fc.oneof(emptied, copied, first, nested, nested, nested);
    fc.assert(
      fc.property(fc.array(anyStep, { minLength: 5, maxLength: 30 }), (steps) => {
        const model: Variables = { a: {}, b: [], c: null };
        const script = steps.map((step) => step(model)).join('');

        const rendered = renderTextInThisThread(
          `{% assign a = hash %}{% assign b = array %}${script}[{{ a | json }},{{ b | json }},{{ c | json }}]`,
        );

        const text = JSON.stringify([model['a'], model['b'], model['c']]);
        expect(rendered).toEqual({ ok: true, text });
      }),
      { numRuns: 500 },
    );
  });
});

describe('a nested assignment', () => {
  it.each([
    ['the whole', 'y = x', '{"k":{"a":1}}'],
    ['a value in it', 'y = x.k', '{"a":1}'],
    ['the first pair', 'y = x.first', '["k",{"a":1}]'],
    ['the last pair', 'y = x.last', '["k",{"a":1}]'],
    ['what a filter gave', 'y = x | compact', '{"k":{"a":1}}'],
    ['a variable whose name is computed', 'y = ["x"]', '{"k":{"a":1}}'],
  ])('does not change what was taken before: %s', (_, take, json) => {
    const source = `{% assign x = hash %}{% assign x.k = hash %}{% assign x.k.a = 1 %}{% assign ${take} %}{% assign x.k.a = 2 %}{{ y | json }}{{ x.k.a }}`;

    expect(renderTextInThisThread(source)).toEqual({ ok: true, text: `${json}2` });
  });

  it('does not change what a loop or a capture has', () => {
    const source =
      '{% assign x = hash %}{% assign x.k = hash %}{% for pair in x %}{% assign x.k.a = 1 %}{{ pair[1] | json }}{% endfor %}' +
      '{% assign l = array %}{% assign l[0] = hash %}{% for h in l %}{% assign h.a = 1 %}{{ h | json }}{{ l | json }}{% endfor %}';

    expect(renderTextInThisThread(source)).toEqual({ ok: true, text: '{}{"a":1}[{}]' });
  });

  it.each([
    ['to an array', 'assign x = array', 'assign x[x.size] = i'],
    ['to a hash', 'assign x = hash', 'assign x[i] = i'],
    [
      'to an array in a hash',
      'assign x = hash %}{% assign x.l = array',
      'assign x.l[x.l.size] = i',
    ],
  ])('costs the same however much is there: %s', (_, make, add) => {
    const paidFor = (count: number): number =>
      paidBy(
        `{% ${make} %}{% for i in (1..${count}) %}{% ${add} %}{% if x == blank or x %}{% endif %}{% endfor %}`,
      );

    expect(paidFor(4_000)).toBeLessThan(paidFor(1_000) * 5);
  });
});

/** What rendering a script pays into the meter, in bytes. */
function paidBy(source: string): number {
  const heap = heapHolding(() => 0);
  const meter = new RunMeter(defaultRenderLimits, heap, 0, () => 0);
  captured(parsed(source), new RunContext({}, meter, 0));
  return meter.paid;
}
