import fc from 'fast-check';
import { parseJson, stringifyJson } from '@millwright/kernel';
import { parseTemplate } from './parsing/parse-template.ts';
import { renderInThisThread, renderTextInThisThread } from './testing/index.ts';

const inEvent = (data: string): string => `{"event":{"data":${data}}}`;

const exactTexts = [
  '1.0',
  '1e3',
  '1E+2',
  '-0',
  '-0.0',
  '0.10',
  '12345678901234567890',
  '-9007199254740993',
  '1e400000',
  '123456789.123456789123456789',
  '"\\u0000"',
  '"\\ud800"',
  '"😀\\ud83d"',
  '"é/</script>&"',
  '{"10":1,"2":2,"1":3}',
  '{"b":1,"a":{"z":[],"y":{}}}',
  '{"__proto__":{"x":1},"constructor":2,"toString":3}',
  '{"size":1,"first":2,"last":3}',
  '[null,true,false,"",[],{}]',
];

describe('a value on its way through a script', () => {
  it.each(exactTexts)('keeps %s in the json filter', (text) => {
    const rendered = renderTextInThisThread('{{ event.data | json }}', { context: inEvent(text) });

    expect(rendered).toEqual({ ok: true, text });
  });

  it.each(exactTexts)('keeps %s in the options of an inline action', (text) => {
    const rendered = renderInThisThread('{% action "echo", event.data %}', {
      context: inEvent(text),
    });

    expect(rendered).toMatchObject({ ok: true, actions: [{ type: 'echo', options: text }] });
  });

  it.each(exactTexts)('keeps %s in the JSON of a block', (text) => {
    const source = '{% action "echo" %}{"a": {{ event.data | json }} }{% endaction %}';

    const rendered = renderInThisThread(source, { context: inEvent(text) });

    expect(rendered).toMatchObject({ ok: true, actions: [{ options: `{"a":${text}}` }] });
  });

  it.each(exactTexts)('keeps %s through parse_json', (text) => {
    const source = '{% assign value = event.data | json | parse_json %}{{ value | json }}';

    expect(renderTextInThisThread(source, { context: inEvent(text) })).toEqual({ ok: true, text });
  });

  it('takes the last of two equal keys, at the place of the first', () => {
    const rendered = renderTextInThisThread('{{ event.data | json }}', {
      context: inEvent('{"a":1,"b":2,"a":3}'),
    });

    expect(rendered).toEqual({ ok: true, text: '{"a":3,"b":2}' });
  });

  it('keeps keys that JavaScript objects give a meaning apart from ordinary look-ups', () => {
    const source =
      '{{ event.data.__proto__ }}|{{ event.data.constructor }}|{{ event.data.hasOwnProperty }}|{{ __proto__ }}';

    const rendered = renderTextInThisThread(source, { context: inEvent('{"__proto__":1}') });

    expect(rendered).toEqual({ ok: true, text: '1|||' });
  });

  it('computes with the digits it was given', () => {
    const source = '{{ n | plus: 1 }} {{ f | plus: 0 }} {{ f }} {{ big }}';

    const rendered = renderTextInThisThread(source, {
      context: '{"n":12345678901234567890,"f":1.0,"big":1e20}',
    });

    expect(rendered).toEqual({ ok: true, text: '12345678901234567891 1.0 1.0 1.0e+20' });
  });

  it('prints and compares integers beyond 2^53 by their digits', () => {
    const source =
      '{{ a }}{% if a == b %}same{% endif %}{% if b > a %} more{% endif %}{% if one == 1 %} one{% endif %}';

    const rendered = renderTextInThisThread(source, {
      context: '{"a":9007199254740993,"b":9007199254740994,"one":1.0}',
    });

    expect(rendered).toEqual({ ok: true, text: '9007199254740993 more one' });
  });
});

describe('for any JSON text', () => {
  const anyJson = fc.json({ maxDepth: 5 });

  it('the json filter writes what the exact parser and writer make of it', () => {
    fc.assert(
      fc.property(anyJson, (text) => {
        const rendered = renderTextInThisThread('{{ event.data | json }}', {
          context: inEvent(text),
        });

        expect(rendered).toEqual({ ok: true, text: stringifyJson(parseJson(text)) });
      }),
    );
  });

  it('an action gets it whole', () => {
    fc.assert(
      fc.property(anyJson, (text) => {
        const rendered = renderInThisThread('{% action "echo", options: event.data %}', {
          context: inEvent(text),
        });

        const options = stringifyJson(parseJson(text));
        expect(rendered).toMatchObject({ ok: true, actions: [{ options }] });
      }),
    );
  });
});

const codeOf = (outcome: ReturnType<typeof renderInThisThread>): string =>
  outcome.ok ? 'ok' : outcome.error.code;

describe('for any template text', () => {
  it('a render ends with an outcome, which is a syntax error only where the check at save finds the same', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      ' a ',
      '|',
      ':',
      ',',
      '"',
      "'",
      '[',
      ']',
      '(1..3)',
      '.',
      '-',
      'json',
      ' if ',
      ' endif ',
      ' for x in ',
      ' endfor ',
      ' assign ',
      '=',
      ' action ',
      ' endaction ',
      '{"a":1}',
      'x',
      ' break ',
      ' capture ',
      ' endcapture ',
      ' liquid ',
      '\n',
      '#',
      ' raw ',
      ' endraw ',
      ' comment ',
      ' contains ',
      ' case ',
      ' when ',
      ' else ',
      ' endcase ',
      ' cycle ',
      ' increment ',
      ' tablerow ',
      ' ifchanged ',
      ' permissions ',
      ' endpermissions ',
      ' log ',
      ' unless ',
      ' and ',
      '==',
      '%}{%',
      '}}{{',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const script = pieces.join('');
        const fault = parseTemplate(script);
        const outcome = renderInThisThread(script, { context: '{"a":[{"b":1}]}' });

        expect(typeof outcome.ok).toBe('boolean');
        if (fault) expect(outcome).toMatchObject({ error: { code: 'liquid_syntax', ...fault } });
        else expect(codeOf(outcome)).not.toMatch(/^(?:internal|liquid_syntax)$/);
      }),
      { numRuns: 500 },
    );
  });
});
