import { printerOf, renderTextInThisThread } from '../testing/index.ts';

const printed = printerOf('{"x":"y","l":[1,2]}');

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
    [
      '{% assign m = array %}{% assign m[0] = 1.0 %}{% assign m[1] = 2 %}{% case l %}{% when m %}same{% endcase %}',
      'same',
    ],
    ['{% if x %}{% else if y %}{% endif %}', 'unexpected "if y"'],
    [
      '{% if x %}{% else %}{% else %}{% endif %}',
      'tag "else" does not belong here: tag if, opened at line 1, column 1, is to be closed by endif first',
    ],
    [
      '{% if x %}{% else %}{% elsif x %}{% endif %}',
      'tag "elsif" does not belong here: tag if, opened at line 1, column 1, is to be closed by endif first',
    ],
    ['{% if x %}{% endif x %}', 'unexpected "x"'],
    [
      '{% if x %}{% endunless %}',
      'tag "endunless" does not belong here: tag if, opened at line 1, column 1, is to be closed by endif first',
    ],
    ['{% case %}{% endcase %}', 'a value is expected, found end'],
    ['{% case x %}{% when %}{% endcase %}', 'a value is expected, found end'],
    ['{% case x %}{% when 1 2 %}{% endcase %}', 'unexpected "2"'],
    ['{% case x %}{% when 1, %}{% endcase %}', 'a value is expected, found end'],
    ['{% when 1 %}', 'tag "when" does not belong here: no block is open'],
    ['{% else %}', 'tag "else" does not belong here: no block is open'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });

  it.each([
    '{% if false %}\n  {% elsif "2" > 1 %}{% endif %}',
    '{% unless true %}\n  {% elsif "2" > 1 %}{% endunless %}',
    '{% case 1 %}\n  {% when (1..99999999999999999999) %}{% endcase %}',
  ])('fail where they cannot be decided: %s', (source) => {
    expect(renderTextInThisThread(source)).toMatchObject({ error: { line: 2, column: 3 } });
  });
});
