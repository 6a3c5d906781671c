import { MAX_SCRIPT_CHARACTERS, parseTemplate, parseTextTemplate } from './parse-template.ts';

describe('the check of a script at save', () => {
  it('finds nothing wrong with a good script', () => {
    expect(
      parseTemplate('{% if event.data.x == 1 %}{% action "echo", 1 %}{% endif %}'),
    ).toBeUndefined();
  });

  it.each([
    ['unknown filters', 'a\n {{ x | nope }}', 2, 9, /undefined filter: nope/],
    [
      'filters of liquidjs that the dialect lacks',
      '{{ x | where_exp: "a", "b" }}',
      1,
      8,
      /undefined filter/,
    ],
    ['unknown tags', '\n\n{% nope %}', 3, 1, /tag "nope" not found/],
    ['tags without a name', 'a\n{% %}', 2, expect.any(Number), /tag name expected/],
    ['tags that do not belong there', 'a\n  {% endif %}', 2, 3, /does not belong here/],
    ['blocks that another tag ends', '{% if a %}\n{% endfor %}', 2, 1, /does not belong here/],
    [
      'ends of other blocks, and names the block that is open',
      '{% if a %}\n {% for x in y %}\n{% endif %}',
      3,
      1,
      /^tag "endif" does not belong here: tag for, opened at line 2, column 2, is to be closed by endfor first$/,
    ],
    [
      'ends of blocks that are closed already',
      '{% if a %}{% endif %}\n{% endif %}',
      2,
      1,
      /^tag "endif" does not belong here: no block is open$/,
    ],
    [
      'blocks without their end, the innermost one',
      '{% if a %}\n  {% for x in y %}',
      2,
      3,
      /^tag for, opened at line 2, column 3, is not closed: endfor is missing$/,
    ],
    ['leftovers', '{% if a %}\n {{ a\n  b }}{% endif %}', 3, 3, /unexpected "b"/],
    ['filters in conditions', '{% if a | size %}{% endif %}', 1, 9, /filters are not allowed/],
    [
      'a second permissions tag',
      '{% permissions %}{% endpermissions %}\n{% permissions %}{% endpermissions %}',
      2,
      1,
      /one permissions tag/,
    ],
    ['include', '{% include "a" %}', 1, 1, /tag "include" not found/],
    ['render', '{% render "a" %}', 1, 1, /not found/],
    ['layout', '{% layout "a" %}', 1, 1, /not found/],
    ['block', '{% block a %}{% endblock %}', 1, 1, /not found/],
    ['unclosed blocks', 'x{% if a %}', 1, 2, /not closed/],
    ['unclosed strings', '{% assign a = "b %}', 1, 15, /string not closed/],
    ['unclosed outputs', '{{ a', 1, 1, /not closed/],
    [
      'unknown filters inside blocks',
      '{% if a %}\n  {% action "x" %}{{ 1 | nope }}{% endaction %}{% endif %}',
      2,
      26,
      /nope/,
    ],
    [
      'endless nesting',
      '{% if a %}'.repeat(12_000) + '{% endif %}'.repeat(12_000),
      1,
      expect.any(Number),
      /nested too deeply/,
    ],
    ['scripts that are too long', 'x'.repeat(MAX_SCRIPT_CHARACTERS + 1), 1, 1, /longer than/],
  ])('places %s', (_, source, line, column, message) => {
    expect(parseTemplate(source)).toEqual({
      line,
      column,
      message: expect.stringMatching(message),
    });
  });
});

describe('a template of text', () => {
  it.each(['action', 'error', 'log', 'result'])('has no tag %s, at any depth', (tag) => {
    const message = `tag "${tag}" not found`;

    expect(parseTextTemplate(`{% if a %}\n{% ${tag} "x", 1 %}{% endif %}`)).toEqual({
      ...{ line: 2, column: 1 },
      message,
    });
    expect(parseTextTemplate(`{% liquid\n${tag} "x", 1\n%}`)?.message).toBe(message);
    expect(parseTextTemplate(`{% raw %}{% ${tag} %}{% endraw %}`)).toBeUndefined();
  });

  it('declares no permissions', () => {
    const source = '{% permissions %}read_orders{% endpermissions %}';

    expect(parseTextTemplate(source)?.message).toBe('tag "permissions" not found');
  });

  it('is checked like a script else', () => {
    expect(parseTextTemplate('{% if a %}{{ b | upcase }}{% endif %}')).toBeUndefined();
    expect(parseTextTemplate('{{ b | nope }}')).toEqual(parseTemplate('{{ b | nope }}'));
  });
});
