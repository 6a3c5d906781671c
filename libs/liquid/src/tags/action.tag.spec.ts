import { renderInThisThread, renderTextInThisThread } from '../testing/index.ts';

const variables = { context: '{"o":{"a":1},"m":[5],"x":"text","n":null}' };
const printed = (source: string) => renderTextInThisThread(source, variables);
const actionsOf = (source: string) => {
  const outcome = renderInThisThread(source, variables);
  return outcome.ok ? outcome.actions : outcome.error;
};

describe('the action tag prints one object for', () => {
  it.each([
    [
      'a block without a type',
      '{% action %}{"type":"echo","options":{"a":1},"meta":5}{% endaction %}',
      '{"action":{"type":"echo","options":{"a":1},"meta":5}}',
    ],
    [
      'a block with a type',
      '{% action "http" %}{"method":"get","url":"https://a.example"}{% endaction %}',
      '{"action":{"type":"http","options":{"method":"get","url":"https://a.example"}}}',
    ],
    [
      'a block of GraphQL',
      '{% action "shopify" %}\n mutation { x }\n{% endaction %}',
      '{"action":{"type":"shopify","options":"mutation { x }"}}',
    ],
    [
      'a shopify block of JSON',
      '{% action "shopify" %} ["get", "/shop.json"] {% endaction %}',
      '{"action":{"type":"shopify","options":["get","/shop.json"]}}',
    ],
    [
      'positional options',
      '{% action "cache", "set", "k", 5 %}',
      '{"action":{"type":"cache","options":["set","k",5]}}',
    ],
    [
      'mapped options',
      '{% action "echo", a: 1, b: x %}',
      '{"action":{"type":"echo","options":{"a":1,"b":"text"}}}',
    ],
    ['a single option', '{% action "echo", o %}', '{"action":{"type":"echo","options":{"a":1}}}'],
    [
      'no comma after the type',
      '{% action "echo" x %}',
      '{"action":{"type":"echo","options":"text"}}',
    ],
    ['a missing option', '{% action "echo", nope %}', '{"action":{"type":"echo","options":null}}'],
    [
      'options and meta by name',
      '{% action "http", options: o, meta: m %}',
      '{"action":{"type":"http","options":{"a":1},"meta":[5]}}',
    ],
    [
      'options by name',
      '{% action "http", options: o %}',
      '{"action":{"type":"http","options":{"a":1}}}',
    ],
    [
      'meta alone is an option',
      '{% action "http", meta: m %}',
      '{"action":{"type":"http","options":{"meta":[5]}}}',
    ],
    [
      'a hash and a meta by position',
      '{% action "http", o, m %}',
      '{"action":{"type":"http","options":{"a":1},"meta":[5]}}',
    ],
    [
      'two values of which the first is no hash',
      '{% action "http", m, o %}',
      '{"action":{"type":"http","options":[[5],{"a":1}]}}',
    ],
    [
      'an expression as the type',
      '{% assign t = "ec" | append: "ho" %}{% action t, 1 %}',
      '{"action":{"type":"echo","options":1}}',
    ],
    [
      'mapped options without a comma after the type',
      '{% action "echo" a: 1, "b c": 2 %}',
      '{"action":{"type":"echo","options":{"a":1,"b c":2}}}',
    ],
    [
      'three values of which the first is a hash',
      '{% action "http", o, m, x %}',
      '{"action":{"type":"http","options":[{"a":1},[5],"text"]}}',
    ],
    [
      'options, meta and more by name',
      '{% action "http", options: o, meta: m, a: 1 %}',
      '{"action":{"type":"http","options":{"options":{"a":1},"meta":[5],"a":1}}}',
    ],
    ['blank', '{% action "echo", blank %}', '{"action":{"type":"echo","options":""}}'],
    ['a range', '{% action "echo", (1..3) %}', '{"action":{"type":"echo","options":[1,2,3]}}'],
    [
      'a block with whitespace that JSON does not know',
      '{% action "echo" %}\ufeff\u00a0\n[1]\u00a0{% endaction %}',
      '{"action":{"type":"echo","options":[1]}}',
    ],
    [
      'lines inside a liquid tag',
      '{% liquid\n  action "echo"\n    echo "[1]"\n  endaction\n%}',
      '{"action":{"type":"echo","options":[1]}}',
    ],
    [
      'arguments on several lines',
      '{% action "echo",\n  a: 1,\n  b: 2\n%}',
      '{"action":{"type":"echo","options":{"a":1,"b":2}}}',
    ],
  ])('%s', (_, source, object) => {
    expect(printed(source)).toEqual({ ok: true, text: `${object}\n` });
  });
});

describe('the control parameters of an action', () => {
  it.each([
    ['{% action "echo", a: 1, __meta: m, __perform_event: false %}', '{"a":1}', '[5]', false],
    ['{% action "echo", x, __meta: 1.0 %}', '"text"', '1.0', true],
    ['{% action "echo", __meta: m %}{"b":2}{% endaction %}', '{"b":2}', '[5]', true],
    [
      '{% action "echo" %}{"b":2,"__meta":3,"__perform_event":false}{% endaction %}',
      '{"b":2}',
      '3',
      false,
    ],
    ['{% action "http", options: o, meta: m, __meta: 7 %}', '{"a":1}', '7', true],
    [
      '{% action __perform_event: false %}{"type":"echo","options":{"__meta":1,"b":2},"meta":5}{% endaction %}',
      '{"b":2}',
      '1',
      false,
    ],
    ['{% action "echo", x, __perform_event: true %}', '"text"', null, true],
    [
      '{"action":{"type":"echo","options":{"__perform_event":false,"b":1.0}}}',
      '{"b":1.0}',
      null,
      false,
    ],
  ])('%s', (source, options, meta, performEvent) => {
    expect(actionsOf(source)).toEqual(
      [{ type: 'echo', options, meta, performEvent }].map((action) =>
        source.includes('"http"') ? { ...action, type: 'http' } : action,
      ),
    );
  });
});

describe('the action tag refuses', () => {
  it.each([
    ['{% action "echo", 1, a: 2 %}', 'liquid_syntax', /cannot be mixed/],
    ['{% action a: 2 %}', 'liquid_syntax', /type comes first/],
    ['{% action "echo", %}', 'liquid_syntax', /a value is expected after ","/],
    ['{% action "echo" x y %}', 'liquid_syntax', /"," is expected/],
    ['{% action "echo", x[0]: 1 %}', 'liquid_syntax', /x\[0\] is no name/],
    ['{% action "echo", 1 %}{% endaction %}', 'liquid_syntax', /"endaction" does not belong here/],
    ['{% action "echo", x | upcase %}', 'liquid_syntax', /filters are not allowed/],
    ['{% action "echo", 1 2 %}', 'liquid_syntax', /"," is expected/],
    ['{% action "echo" %}', 'liquid_syntax', /endaction is missing/],
    [
      'a\n  {% action "echo" %}{"a":{% endaction %}',
      'liquid_render',
      /action: its body is not one JSON value: unexpected end at line 1, column 6/,
    ],
    ['{% action "echo" %}{% endaction %}', 'liquid_render', /unexpected end/],
    ['{% action "echo" %}1 2{% endaction %}', 'liquid_render', /not one JSON value/],
    ['{% action %}[1]{% endaction %}', 'liquid_render', /must be an object/],
    ['{% action 5, x %}', 'liquid_render', /type must be a text/],
    ['{% action %}{"options":{}}{% endaction %}', 'liquid_render', /type must be a text/],
  ])('%s', (source, code, message) => {
    expect(actionsOf(source)).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('and says where in the script', () => {
    expect(actionsOf('a\n  {% action "echo" %}{"a":{% endaction %}')).toMatchObject({
      line: 2,
      column: 3,
    });
  });
});

describe('an action that is captured', () => {
  it('has no effect until it is printed', () => {
    expect(actionsOf('{% capture a %}{% action "echo", 1 %}{% endcapture %}')).toEqual([]);
    expect(
      actionsOf('{% capture a %}{% action "echo", 1 %}{% endcapture %}{{ a }}{{ a }}'),
    ).toHaveLength(2);
  });
});
