import { renderInThisThread, renderTextInThisThread } from '../testing/index.ts';
import { permissionsOf } from '../engine/parse-template.ts';

const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, { context: '{"x":"y","l":[1,2]}' });
  return outcome.ok ? outcome.text : outcome.error.message;
};

describe('comments', () => {
  it.each([
    ['a{% comment %}b{% endcomment %}c', 'ac'],
    ['a{% comment %}{% comment %}x{% endcomment %}{{ y | nope }}{% endcomment %}b', 'ab'],
    ["a{% comment %}it's {{ 'not closed }} {% nope %} {{ {% if %}{% endcomment %}b", 'ab'],
    ['a{% comment %}{% raw %}{% endcomment %}{% endraw %}{% endcomment %}b', 'ab'],
    ['a{% comment %}{% raw %}{% comment %}{% endraw %}{% endcomment %}b', 'ab'],
    ['a {%- comment -%} x {%- endcomment -%} b', 'ab'],
    ['a{% # one\n # two\n\n %}b', 'ab'],
    ['a{% #one %}b', 'ab'],
    ['a{% comment because %}b{% endcomment %}c', 'ac'],
    ['{% # one\n two %}', 'every line of an inline comment must start with "#"'],
    ['{% comment %}', 'tag comment not closed: endcomment is missing'],
    ['{% comment %}{% comment %}{% endcomment %}', 'tag comment not closed: endcomment is missing'],
    ['{% comment %}{% raw %}{% endcomment %}', 'tag comment not closed: endcomment is missing'],
    ['{% endcomment %}', 'tag "endcomment" does not belong here'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('raw', () => {
  it.each([
    ['{% raw %}{{ x }}{% if %}{% endraw %}', '{{ x }}{% if %}'],
    ['{% raw %}{% comment %}{{ "{% endraw %}', '{% comment %}{{ "'],
    ['a {%- raw -%} b {%- endraw -%} c', 'a b c'],
    ['a{%-raw-%}b{%-endraw-%}c', 'abc'],
    ['{% raw %}{% endraw', 'tag "{% endraw" not closed'],
    ['{% raw %}', 'tag raw not closed: endraw is missing'],
    ['{% raw x %}{% endraw %}', 'unexpected "x"'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('whitespace control', () => {
  it.each([
    ['a \n {{- x -}} \n b', 'ayb'],
    ['a \n {%- if true -%} \n b \n {%- endif -%} \n c', 'abc'],
    ['a {{ x -}} b {{- x }} c', 'a yby c'],
    ['{%if true%}a{%endif%}', 'a'],
    ['{%-if true-%}a{%-endif-%}', 'a'],
    ['{{x}}{{-x-}}{{"-"}}', 'yy-'],
  ])('%j prints %j', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('outputs', () => {
  it.each([
    ['{{ }}{{}}', ''],
    ['{{ "}}" }}', '}}'],
    ['{{ "a" | append: "}}" | append: \'"\' }}', 'a}}"'],
    ['{{ x\n | upcase\n | append: "!"\n}}', 'Y!'],
    ['{{ x|upcase|append:"!" }}', 'Y!'],
    ['{% assign f = "%}" %}', 'string not closed'],
    ['{{ | upcase }}', 'a value is expected, found "| upcase"'],
    ['{{ x | }}', 'a filter is expected, found end'],
    ['{{ x | append: }}', 'an argument is expected, found end'],
    ['{{ x | append: "a", }}', 'an argument is expected, found end'],
    ['{{ x | append "a" }}', 'unexpected "\\"a\\""'],
    ['{{ x | append: "a" "b" }}', 'unexpected "\\"b\\""'],
    ['{{ x | date: tz: }}', 'a value is expected, found end'],
    ['{{ x | date: "a" : 1 }}', 'date: unknown option "a"'],
    ['{{ x | date: l[0]: 1 }}', 'l[0] is no name of an option'],
    ['{{ x', 'output "{{ x" not closed'],
    ['{% if x', 'tag "{% if x" not closed'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('assign', () => {
  it.each([
    ['{%\n assign\n a\n =\n "x"\n | upcase\n %}{{ a }}', 'X'],
    ['{% assign a-b = 1 %}{{ a-b }}', '1'],
    ['{% assign ok? = 1 %}{{ ok? }}', '1'],
    ['{% assign x.a.b = 1 %}', 'cannot assign into a string: x.a.b'],
    ['{% assign x = hash %}{% assign x.a.b = 1 %}', 'cannot assign into nil: x.a.b'],
    ['{% assign x = array %}{% assign x[-1] = 1 %}', 'cannot assign -1 into an array'],
    ['{% assign l[-2] = 1 %}', 'cannot assign -2 into an array'],
    ['{% assign l[1.0] = 1 %}', 'cannot assign 1.0 into an array'],
    ['{% assign l[nil] = 1 %}', 'cannot assign nil into an array'],
    ['{% assign l[l] = 1 %}', 'cannot assign an array into an array'],
    ['{% assign l["1"] = 1 %}', 'cannot assign "1" into an array'],
    ['{% assign x = true %}{% assign x["a"] = 1 %}', 'cannot assign into a boolean: x["a"]'],
    ['{% assign x = 1.5 %}{% assign x["a"] = 1 %}', 'cannot assign into a number: x["a"]'],
    [
      '{% for i in l %}{% assign forloop.index = 1 %}{% endfor %}',
      'cannot assign into an object: forloop.index',
    ],
    ['{% assign h = hash %}{% assign h[nil] = 1 %}', 'cannot assign nil as a key of a hash'],
    [
      '{% assign h = hash %}{% assign h[true] = 1 %}{% assign h[2.0] = 2 %}{% assign h[3] = 3 %}{{ h | json }}',
      '{"true":1,"2.0":2,"3":3}',
    ],
    [
      '{% assign h = hash %}{% assign h["a"] = hash %}{% assign h["a"]["b"] = array %}{% assign h["a"]["b"][1] = nope %}{{ h | json }}',
      '{"a":{"b":[null,null]}}',
    ],
    [
      '{% assign k = "b" %}{% assign h = hash %}{% assign h[k] = 1 %}{% assign h[l[1]] = 2 %}{{ h | json }}',
      '{"b":1,"2":2}',
    ],
    ['{% assign r = (1..3) %}{% assign r[0] = "x" %}{{ r | json }}', '["x",2,3]'],
    ['{% assign a = %}', 'a value is expected, found end'],
    ['{% assign a "x" %}', '"=" is expected, found "\\"x\\""'],
    ['{% assign a = "x" "y" %}', 'unexpected "\\"y\\""'],
    ['{% assign "a" = 1 %}', 'expected variable name'],
    ['{% assign 1 = 1 %}', '1 is neither a number nor a name'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('capture', () => {
  it.each([
    ['{% capture a %}{{ x }}!{% endcapture %}{{ a }}', 'y!'],
    ['{% capture "a" %}1{% endcapture %}{{ a }}', '1'],
    ["{% capture 'a b' %}1{% endcapture %}{{ ['a b'] }}", '1'],
    ['{% capture %}{% endcapture %}', 'a name is expected, found end'],
    ['{% capture a b %}{% endcapture %}', 'unexpected "b"'],
    ['{% capture a %}', 'tag capture not closed: endcapture is missing'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('if, unless and case', () => {
  it.each([
    ['{% if nil %}a{% elsif false %}b{% elsif x %}c{% else %}d{% endif %}', 'c'],
    ['{% unless x %}a{% elsif nil %}b{% elsif x %}c{% endunless %}', 'c'],
    ['{% unless nil %}a{% else %}b{% endunless %}', 'a'],
    ['{% unless x %}a{% else %}b{% endunless %}', 'b'],
    [
      '{% case x %} ignored {% when "x", "y" %}a{% when "z" or "y" %}b{% when "y", "y" %}c{% else %}d{% endcase %}',
      'abc',
    ],
    ['{% case 1.0 %}{% when 1 %}a{% else %}b{% endcase %}', 'a'],
    [
      '{% case nope %}{% when blank %}a{% endcase %}{% case blank %}{% when nope %}b{% endcase %}',
      'ab',
    ],
    ['{% case l %}{% when empty %}a{% else %}b{% endcase %}', 'b'],
    ['{% case 1 %}{% else %}b{% endcase %}', 'b'],
    ['{% if x %}{% else if y %}{% endif %}', 'unexpected "if y"'],
    ['{% if x %}{% else %}{% else %}{% endif %}', 'tag "else" does not belong here'],
    ['{% if x %}{% else %}{% elsif x %}{% endif %}', 'tag "elsif" does not belong here'],
    ['{% if x %}{% endif x %}', 'unexpected "x"'],
    ['{% if x %}{% endunless %}', 'tag "endunless" does not belong here'],
    ['{% case %}{% endcase %}', 'a value is expected, found end'],
    ['{% case x %}{% when %}{% endcase %}', 'a value is expected, found end'],
    ['{% case x %}{% when 1 2 %}{% endcase %}', 'unexpected "2"'],
    ['{% case x %}{% when 1, %}{% endcase %}', 'a value is expected, found end'],
    ['{% when 1 %}', 'tag "when" does not belong here'],
    ['{% else %}', 'tag "else" does not belong here'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});

describe('a liquid tag', () => {
  it.each([
    ['{% liquid\n  assign a = 1\n  echo a | plus: 1\n%}', '2'],
    [
      '{% liquid\n\n for i in (1..2)\n  echo i\n  if i == 1\n   echo "-"\n  endif\n endfor %}',
      '1-2',
    ],
    ['{% liquid\n capture c\n echo "x"\n endcapture\n echo c | upcase %}', 'X'],
    [
      "{% liquid\n # a comment\n comment\n it's {{ not | read\n - a list\n comment\n endcomment\n endcomment\n echo 1 %}",
      '1',
    ],
    ['{%- liquid\n case x\n when "y"\n echo "yes"\n endcase -%}', 'yes'],
    ['{% liquid\n echo %}', ''],
    ['{% liquid %}', ''],
    ['{% liquid\n if x %}y{% endif %}', 'tag if not closed: endif is missing'],
    ['{% liquid\n comment\n echo 1 %}', 'tag comment not closed: endcomment is missing'],
    ['{% liquid\n echo x | nope %}', 'undefined filter: nope'],
  ])('%j prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });

  it.each(['action "echo"', 'log', 'error', 'result'])('spans lines with a block of %s', (tag) => {
    const name = tag.split(' ')[0]!;
    const source = `{% liquid\n ${tag}\n  echo "["\n  echo x | json\n  echo "]"\n end${name}\n%}`;

    const value = name === 'action' ? { type: 'echo', options: ['y'] } : ['y'];
    expect(printed(source)).toBe(`${JSON.stringify({ [name]: value })}\n`);
  });

  it('places its errors on their line', () => {
    expect(renderTextInThisThread('{% liquid\n  assign a = 1\n  echo a | nope\n%}')).toMatchObject({
      error: { line: 3, column: 12 },
    });
    expect(
      renderTextInThisThread('{% liquid\n  echo 1\n  echo 1 | divided_by: 0\n%}'),
    ).toMatchObject({
      error: { line: 3, column: 3, message: 'divided by 0' },
    });
  });
});

describe('permissions', () => {
  it('are static text that prints nothing', () => {
    const source =
      "a{% permissions %}read_orders, {{ x | nope }}\n it's, write_products,,{% endpermissions %}b";

    expect(printed(source)).toBe('ab');
    expect(permissionsOf(source)).toEqual([
      'read_orders',
      '{{ x | nope }}',
      "it's",
      'write_products',
    ]);
    expect(permissionsOf('none')).toBeUndefined();
  });

  it.each([
    [
      '{% permissions %}a{% endpermissions %}{% if x %}{% permissions %}b{% endpermissions %}{% endif %}',
      'a script may have one permissions tag',
    ],
    ['{% permissions %}a, b\na{% endpermissions %}', 'permissions: "a" is named twice'],
    ['{% permissions %}a', 'tag permissions not closed: endpermissions is missing'],
    ['{% permissions x %}a{% endpermissions %}', 'unexpected "x"'],
  ])('are refused: %s', (source, message) => {
    expect(printed(source)).toBe(message);
  });
});

describe('a break in a block', () => {
  it.each(['action "echo"', 'log', 'error', 'result'])('abandons %s', (tag) => {
    const name = tag.split(' ')[0]!;
    const source = `{% log 1 %}{% ${tag} %}{"a":{% if true %}{% break %}{% endif %}}{% end${name} %}{% log 2 %}`;

    expect(renderInThisThread(source)).toEqual({
      ok: true,
      actions: [],
      logs: ['1'],
      errors: [],
      result: null,
    });
  });

  it('abandons it and ends the loop around it', () => {
    const source =
      '{% for i in (1..3) %}{% log %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endlog %}{% endfor %}{% log "after" %}';

    expect(renderInThisThread(source)).toMatchObject({ ok: true, logs: ['1', '"after"'] });
  });
});
