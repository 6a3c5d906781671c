import { printerOf } from '../testing/index.ts';

const context =
  '{"h":{"10":1,"2":"x"},"list":[1,2,3,4],"f":1.0,"two":"2","nested":{"list":[5,6]},"t":true,"o":{}}';
const printed = printerOf(context);

describe('break and continue', () => {
  it.each([
    ['a{% break %}b', 'a'],
    ['a{% continue %}b', 'a'],
    ['{% if true %}a{% break %}b{% endif %}c', 'a'],
    ['{% unless false %}a{% break %}b{% endunless %}c', 'a'],
    ['{% case 1 %}{% when 1 %}a{% break %}b{% when 1 %}c{% endcase %}d', 'a'],
    ['a{% capture x %}b{% break %}c{% endcapture %}d{{ x }}', 'a'],
    ['a{% ifchanged %}b{% break %}c{% endifchanged %}d', 'ab'],
    ['a{% liquid\n if true\n break\n endif\n echo "x" %}b', 'a'],
    ['{% for i in (1..3) %}{{ i }}{% break %}x{% endfor %}y', '1y'],
    ['{% for i in (1..3) %}{{ i }}{% continue %}x{% endfor %}y', '123y'],
    ['{% for i in (1..3) %}{% if i == 2 %}{% continue %}{% endif %}{{ i }}{% endfor %}', '13'],
    ['{% for i in (1..2) %}{% for j in (1..2) %}{% break %}{% endfor %}{{ i }}{% endfor %}', '12'],
    ['{% for i in nothing %}{% else %}a{% break %}b{% endfor %}c', 'a'],
    [
      '{% for i in (1..2) %}{% for j in nothing %}{% else %}{% break %}{% endfor %}{{ i }}{% endfor %}x',
      'x',
    ],
    [
      '{% for i in (1..2) %}{% capture c %}{{ i }}{% break %}x{% endcapture %}{% endfor %}{{ c }}',
      '1',
    ],
    [
      '{% tablerow i in (1..3) %}{{ i }}{% break %}{% endtablerow %}y',
      '<tr class="row1">\n<td class="col1">1</td></tr>\ny',
    ],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
