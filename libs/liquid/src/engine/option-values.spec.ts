import { describe, expect, it } from '@jest/globals';
import { renderInThisThread } from '../testing/index.ts';

const context =
  '{"event":{"data":{"n":2.0}},"globals":{"g":{"deep":[1.0]}},"secrets":{"s":"<ref>"},"options":{"a":"","n":"","l":["x","",3.0],"h":{"k":""}}}';

const optionsFrom = (options: Parameters<typeof renderInThisThread>[1], source: string) => {
  const outcome = renderInThisThread(source, { context, ...options });
  return outcome.ok ? outcome.logs : outcome.error;
};

describe('Liquid in the values of options', () => {
  it('is rendered before the script, with its environment', () => {
    const options = [
      { key: 'a', source: 'n is {{ event.data.n }}', as: 'text' as const },
      { key: 'n', source: ' {{ event.data.n }} ', as: 'number' as const },
      { key: 'l', member: 1, source: '{{ "y" }}', as: 'text' as const },
      { key: 'h', member: 'k', source: '{{ "z" }}', as: 'text' as const },
    ];

    expect(optionsFrom({ options }, '{% log options %}')).toEqual([
      '{"a":"n is 2.0","n":2.0,"l":["x","y",3.0],"h":{"k":"z"}}',
    ]);
  });

  it('does not see options, nor what other values assign', () => {
    const options = [
      { key: 'a', source: '{% assign x = 1 %}[{{ options.n }}]', as: 'text' as const },
      { key: 'n', source: '[{{ x }}{{ options }}]', as: 'text' as const },
    ];

    expect(optionsFrom({ options }, '{% log options.a, options.n, x %}')).toEqual([
      '["[]","[]",null]',
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be by the name of %s', (key) => {
    const given = `{"globals":{"${key}":"g"},"options":{"${key}":"","h":{"${key}":""},"other":""}}`;
    const options = [
      { key, source: '{{ "a" }}', as: 'text' as const },
      { key: 'h', member: key, source: '{{ "b" }}', as: 'text' as const },
      { key: 'other', source: key, as: 'global' as const },
    ];

    expect(optionsFrom({ options, context: given }, '{% log options %}')).toEqual([
      `{"${key}":"a","h":{"${key}":"b"},"other":"g"}`,
    ]);
    expect(optionsFrom({ options: options.slice(2) }, '{% log options.other %}')).toEqual(['null']);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('looks up globals and secrets, and finds nil where there is none', () => {
    const options = [
      { key: 'a', source: 'g', as: 'global' as const },
      { key: 'n', source: 's', as: 'secret' as const },
      { key: 'x', source: 'none', as: 'global' as const },
      { key: 'y', source: 'size', as: 'global' as const },
    ];

    expect(
      optionsFrom({ options }, '{% log options.a, options.n, options.x, options.y %}'),
    ).toEqual(['[{"deep":[1.0]},"<ref>",null,null]']);
  });

  it.each([
    ['{% if %}', 'text' as const, 1],
    ['\n{{ "now" | date: tz: "Nowhere/No" }}', 'text' as const, 2],
    ['{{ event }}', 'number' as const, undefined],
  ])('fails the run when %j does not become %s', (source, as, line) => {
    const error = optionsFrom({ options: [{ key: 'a', source, as }] }, 'unreached');

    expect(error).toMatchObject({ code: 'options_invalid', details: { key: 'a' } });
    expect((error as { message: string }).message).toMatch(/^options\.a: /);
    expect((error as { line?: number }).line).toBe(line);
  });

  it('signs with a secret as the script does', () => {
    const reference = `__millwright_secret:s:${'0'.repeat(32)}__`;
    const source = `{{ "x" | hmac_sha256: "${reference}" }}`;
    const options = [{ key: 'a', source, as: 'text' as const }];

    const signed = optionsFrom(
      { options, secrets: { [reference]: 'hidden' } },
      `{% assign here = "x" | hmac_sha256: "hidden" %}{% if options.a == here %}{% log "same" %}{% endif %}`,
    );

    expect(signed).toEqual(['"same"']);
  });

  it('may take two seconds each, however long the script may', () => {
    const options = [
      { key: 'a', source: '{% for i in (1..999999999) %}{% endfor %}', as: 'text' as const },
    ];

    expect(optionsFrom({ options, elapsedPerStepMs: 1 }, '')).toMatchObject({
      code: 'options_invalid',
      message: expect.stringContaining('2000 ms'),
    });
  });

  it('pays into the memory of the run', () => {
    const options = Array.from({ length: 40 }, (_, index) => ({
      key: `o${index}`,
      source: '{{ "x" | append: "y" }}{% for i in (1..20000) %}xxxxxxxxxx{% endfor %}',
      as: 'text' as const,
    }));

    expect(optionsFrom({ options, limits: { memoryBytes: 300_000 } }, '')).toMatchObject({
      code: 'options_invalid',
    });
  });
});

describe('the list of printed objects', () => {
  it('has them in their order, with actions as they will be performed', () => {
    const outcome = renderInThisThread(
      '{% log 1.0 %}{% action "echo", a: 1, __meta: 2 %}{% error "no" %}{% result 3 %}{% log 4 %}',
      { listed: true },
    );

    expect(outcome.listed).toEqual([
      { kind: 'log', value: '1.0' },
      {
        kind: 'action',
        value: { type: 'echo', options: '{"a":1}', meta: '2', performEvent: true },
      },
      { kind: 'error', value: '"no"' },
      { kind: 'result', value: '3' },
      { kind: 'log', value: '4' },
    ]);
  });

  it('ends where a render failed', () => {
    const outcome = renderInThisThread('{% log 1 %}{{ "1" | plus }}{% log 2 %}', { listed: true });

    expect(outcome).toMatchObject({ ok: false, listed: [{ kind: 'log', value: '1' }] });
  });

  it('is left out unless asked for', () => {
    expect(renderInThisThread('{% log 1 %}')).not.toHaveProperty('listed');
  });
});
