import { MAX_SCRIPT_CHARACTERS, parseTemplate } from './parsing/parse-template.ts';
import { RunContext } from './engine/run-context.ts';
import { callFilter, knownFilter } from './filters/call-filter.ts';
import { filters } from './filters/index.ts';
import { LiveHeap } from './limits/live-heap.ts';
import { LiquidRunError } from './liquid.errors.ts';
import { tags } from './tags/index.ts';
import { heapHolding } from './testing/heap-holding.ts';
import { renderInThisThread, renderTextInThisThread, type TestRender } from './testing/index.ts';
import { RunMeter } from './limits/run-meter.ts';
import { defaultRenderLimits } from './limits/render-limits.ts';

const MEBIBYTE = 1024 * 1024;
const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
};
const codeOf = (source: string, given: TestRender = {}) => {
  const outcome = renderInThisThread(source, {
    ...given,
    // Time enough for a machine that is busy with other things: these tests count work.
    limits: { memoryBytes: 16 * MEBIBYTE, timeMs: 600_000, ...given.limits },
  });
  return outcome.ok ? 'ok' : outcome.error.code;
};
const shortly: TestRender = { limits: { timeMs: 100 } };

describe('a script that tries to starve the runner', () => {
  it.each([
    ['an endless loop with an empty body', '{% for i in (1..1000000000) %}{% endfor %}'],
    [
      'nested loops',
      '{% for a in (1..99999) %}{% for b in (1..99999) %}{{ a }}{% break %}{% endfor %}{% assign z = a %}{% for c in (1..99999) %}{% endfor %}{% endfor %}',
    ],
    [
      'comparing values that share their parts',
      '{% assign x = array %}{% assign y = array %}{% for i in (1..60) %}{% assign x = array | push: x, x %}{% assign y = array | push: y, y %}{% endfor %}{% if x == y %}{% endif %}',
    ],
    [
      'printing one',
      '{% assign x = array %}{% for i in (1..60) %}{% assign x = array | push: x, x %}{% endfor %}{{ x }}',
    ],
  ])('is stopped by the time limit: %s', (_, source) => {
    expect(codeOf(source, shortly)).toBe('time_limit');
  });

  it.each([
    [
      'doubles a string',
      '{% assign s = "aaaaaaaa" %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}',
    ],
    ['replaces every character by a long text', '{{ big | replace: "x", big }}'],
    [
      'keeps many copies',
      '{% assign l = array %}{% for i in (1..9999) %}{% assign t = big | append: i | upcase %}{% assign l = l | push: t %}{% endfor %}',
    ],
    ['lists a long range', '{% assign a = (1..20000000) | reverse %}'],
    [
      'splits a long string into characters',
      '{% assign s = big | append: big %}{% assign a = s | split: "" %}',
    ],
    [
      'captures without end',
      '{% capture c %}{% for i in (1..9999999) %}{{ big }}{% endfor %}{% endcapture %}',
    ],
    [
      'joins one text with itself',
      '{% assign l = array %}{% for i in (1..1000) %}{% assign l = l | push: big %}{% endfor %}{{ l | join }}',
    ],
    ['pads an array', '{% assign l = array %}{% assign l[99999999] = 1 %}'],
    ['pads a number', '{{ "now" | date: "%99999999Y" }}'],
    [
      'writes as JSON what shares its parts',
      '{% assign x = array | push: 1 %}{% for i in (1..60) %}{% assign x = array | push: x, x %}{% endfor %}{{ x | json }}',
    ],
    [
      'flattens what shares its parts',
      '{% assign x = array | push: 1 %}{% for i in (1..60) %}{% assign x = array | push: x, x %}{% endfor %}{{ x | uniq }}',
    ],
    ['parses a text that becomes a hundred times its size', '{{ hashes | parse_json | size }}'],
  ])('is stopped by the memory limit when it %s', (_, source) => {
    const context = { big: 'x'.repeat(300_000), hashes: `[${'{},'.repeat(100_000)}1]` };

    // On a busy machine the clock would win the race otherwise.
    expect(codeOf(source, { context, limits: { timeMs: 600_000 } })).toBe('memory_limit');
  });

  it('is stopped before it is begun when its event does not fit', () => {
    expect(codeOf('', { context: `{"event":[${'{},'.repeat(100_000)}1]}` })).toBe('memory_limit');
  });

  it('is stopped when it prints more than its output limit', () => {
    const limits = { outputBytes: 1_000 };

    expect(codeOf('{% for i in (1..9999999) %}é{% endfor %}', { limits })).toBe('output_limit');
    expect(renderTextInThisThread('é'.repeat(500), { limits })).toMatchObject({ ok: true });
    expect(renderTextInThisThread('é'.repeat(501), { limits })).toMatchObject({ ok: false });
  });

  it('is stopped when it renders more than its actions', () => {
    const source = '{% for i in (1..4) %}{% action "echo", i %}{% endfor %}';

    expect(codeOf(source, { limits: { actions: 3 } })).toBe('action_limit');
    expect(codeOf(source, { limits: { actions: 4 } })).toBe('ok');
  });

  it.each([
    [
      'time_limit',
      { timeMs: 1 },
      '{% for i in (1..9999999) %}{% endfor %}',
      /1 ms .*render_limits\.time_ms/,
    ],
    [
      'memory_limit',
      { memoryBytes: MEBIBYTE },
      '{{ (1..9999999) | reverse }}',
      /1 MB .*render_limits\.memory_mb/,
    ],
    ['output_limit', { outputBytes: 3 }, 'four', /3 bytes .*render_limits\.output_bytes/],
    [
      'action_limit',
      { actions: 0 },
      '{% action "echo", 1 %}',
      /0 actions .*render_limits\.actions/,
    ],
  ])('is told which limit it was and its setting: %s', (code, limits, source, message) => {
    expect(renderInThisThread(source, { limits })).toMatchObject({
      error: { code, message: expect.stringMatching(message) },
    });
  });

  it.each([
    [
      'arrays',
      '{% assign x = array %}{% for i in (1..20000) %}{% assign x = array | push: x %}{% endfor %}',
    ],
    [
      'hashes',
      '{% assign x = hash %}{% for i in (1..20000) %}{% assign h = hash %}{% assign h.a = x %}{% assign x = h %}{% endfor %}',
    ],
  ])('cannot overflow the stack by nesting %s', (_, build) => {
    for (const use of [
      '{{ x }}',
      '{{ x | json }}',
      '{{ x | append: "" }}',
      '{{ x | reverse }}',
      '{% if x == x %}{% endif %}',
    ]) {
      const outcome = renderTextInThisThread(build + use);

      expect(outcome.ok || outcome.error.code === 'liquid_render').toBe(true);
    }
  });

  it('cannot nest JSON deeper than the parser goes', () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);

    expect(codeOf('{{ deep | parse_json }}', { context: { deep } })).toBe('liquid_render');
    expect(codeOf(`{% log %}${deep}{% endlog %}`)).toBe('liquid_render');
    expect(codeOf(`{"log":${deep}}`)).toBe('output_invalid');
  });

  it('cannot make arithmetic slow with long numbers', () => {
    const source =
      '{% assign n = 9 %}{% for i in (1..99) %}{% assign n = n | times: n %}{% endfor %}';

    expect(codeOf(source)).toBe('liquid_render');
    expect(codeOf('{{ n | plus: 1 }}', { context: `{"n":${'9'.repeat(100_000)}}` })).toBe(
      'liquid_render',
    );
  });
});

describe('a script that is hard to read', () => {
  const filled = (piece: string): string =>
    piece.repeat(Math.floor(MAX_SCRIPT_CHARACTERS / piece.length));

  // Where anything is searched for again and again, one of these takes a minute and more.
  it.each([
    '{{a}}',
    '{{ a ',
    '{{"',
    '{% if a %}',
    '{% comment %}',
    '{% comment %}{% raw %}',
    '{% comment %}{% endcomment %}',
    '{% raw %}',
    '{% raw %}{% endraw %}',
    '{% liquid\n',
    '{% # ',
    '{%',
    '{%-',
    '{{- a -}} ',
    '{{ a | size | size ',
    '{{ a[',
    '{{ (',
    '{% if a and ',
    '{% permissions %}',
    ' \n\t',
    '{{ "\'',
    'comment\n',
    'raw\n',
    'if a\n',
    'echo "\n',
    '# ',
  ])('is read or refused in one go when it is full of %s', (piece) => {
    const source = filled(piece);

    expect(() => parseTemplate(source)).not.toThrow();
    expect(() => parseTemplate(`{% liquid\n${source.slice(0, -20)}\n%}`)).not.toThrow();
  });

  it('may nest blocks a hundred times, and no more', () => {
    const nested = (depth: number): string =>
      '{% if a %}'.repeat(depth) + '{% endif %}'.repeat(depth);

    expect(parseTemplate(nested(100))).toBeUndefined();
    expect(parseTemplate(nested(101))).toMatchObject({
      message: 'nested too deeply',
      line: 1,
      column: 1_001,
    });
  });

  it('may nest look-ups a hundred times, and no more', () => {
    const nested = (depth: number): string => `{{ ${'a['.repeat(depth)}0${']'.repeat(depth)} }}`;

    expect(parseTemplate(nested(100))).toBeUndefined();
    expect(parseTemplate(nested(101))?.message).toBe('nested too deeply');
  });
});

describe('a script with names that JavaScript gives a meaning', () => {
  const names = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'then',
  ];

  it.each(names)('has plain data by the name of %s', (name) => {
    const source =
      `{% assign ${name} = 1 %}{{ ${name} }}{% assign h = hash %}{% assign h.${name} = 2 %}{{ h.${name} }}{{ h["${name}"] }}` +
      `{% capture ${name} %}3{% endcapture %}{{ ${name} }}{% for ${name} in (4..4) %}{{ ${name} }}{% endfor %}` +
      `{% increment ${name} %}{% log ${name}: 5 %}{{ event.data.${name} }}{% assign event.data.${name} = 7 %}{{ event.data | json }}`;

    expect(renderTextInThisThread(source, { context: `{"event":{"data":{"${name}":6}}}` })).toEqual(
      {
        ok: true,
        text: `122340{"log":{"${name}":5}}\n6{"${name}":7}`,
      },
    );
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it.each(names)('finds nothing by the name of %s where there is nothing', (name) => {
    const source = `{{ ${name} }}{{ event.${name} }}{{ event["${name}"] }}{{ "x".${name} }}{{ (1..2).${name} }}{{ array.${name} }}{% for i in (1..1) %}{{ forloop.${name} }}{% endfor %}`;

    expect(renderTextInThisThread(source, { context: '{"event":{}}' })).toEqual({
      ok: true,
      text: '',
    });
    expect(parseTemplate(`{% ${name} %}`)?.message).toMatch(/not found/);
  });
});

describe('every filter', () => {
  const text = 'x'.repeat(50_000);
  const inputs: readonly unknown[] = [
    text,
    [text, text],
    new Map([['a', text]]),
    1.5,
    null,
    [[text], new Map()],
  ];

  it.each(Object.keys(filters))('%s pays for its input and ends, whatever it is given', (name) => {
    const { length } = filters[name]!;
    for (const input of inputs) {
      const meter = new RunMeter(defaultRenderLimits, new LiveHeap(), 0, () => 0);
      const context = new RunContext({}, meter, 0);
      const args = Array<unknown>(Math.max(0, length - 1)).fill(text);
      const filter = knownFilter(name, filters[name]!, []);

      const refusal = thrownBy(() => callFilter(filter, context, input, args, new Map()));

      expect(refusal === undefined || refusal instanceof LiquidRunError).toBe(true);
      expect(meter.paid).toBeGreaterThanOrEqual(typeof input === 'string' ? text.length : 16);
    }
  });
});

describe('the tags', () => {
  it('are those of the dialect: none reaches files', () => {
    expect(Object.keys(tags).sort()).toEqual(
      [
        '#',
        'action',
        'assign',
        'break',
        'capture',
        'case',
        'comment',
        'continue',
        'cycle',
        'decrement',
        'echo',
        'error',
        'for',
        'if',
        'ifchanged',
        'increment',
        'liquid',
        'log',
        'permissions',
        'raw',
        'result',
        'tablerow',
        'unless',
      ].sort(),
    );
  });
});

describe('the meter', () => {
  const meterWith = (usedBytes: () => number, memoryBytes = 1_600) => {
    let collections = 0;
    const heap = { ...heapHolding(usedBytes), collect: () => (collections += 1) };
    const meter = new RunMeter({ ...defaultRenderLimits, memoryBytes }, heap, 0, () => 0);
    return { meter, collections: () => collections };
  };

  it('refuses one thing larger than the limit at once', () => {
    const { meter } = meterWith(() => 0);

    expect(() => meter.use(1_601)).toThrow(/more than/);
  });

  it('does not mind what was thrown away again', () => {
    const { meter } = meterWith(() => 10);

    for (let i = 0; i < 10_000; i += 1) meter.use(100);

    expect(meter.paid).toBe(1_000_000);
  });

  it('measures again without garbage before it refuses', () => {
    let used = 3_000;
    const { meter, collections } = meterWith(() => (used -= 1_000));

    expect(() => meter.use(200)).not.toThrow();
    expect(collections()).toBe(1);
  });

  it('refuses when what is held passes the limit', () => {
    const { meter } = meterWith(() => 2_000);

    expect(() => meter.use(200)).toThrow(/more than/);
  });
});
