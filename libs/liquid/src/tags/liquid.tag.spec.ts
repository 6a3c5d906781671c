import { printerOf, renderTextInThisThread } from '../testing/index.ts';

const printed = printerOf('{"x":"y","l":[1,2]}');

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
    [
      '{% liquid\n if x %}y{% endif %}',
      'tag if, opened at line 2, column 2, is not closed: endif is missing',
    ],
    [
      '{% liquid\n comment\n echo 1 %}',
      'tag comment, opened at line 2, column 2, is not closed: endcomment is missing',
    ],
    [
      '{% liquid\n raw\n echo 1\n endraw %}',
      'tag raw cannot stand in a liquid tag, where every line is a tag',
    ],
    ['{% if x %}{% liquid\n endif %}', 'tag "endif" does not belong here: no block is open'],
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
