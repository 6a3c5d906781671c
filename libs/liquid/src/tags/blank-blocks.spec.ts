import { printerOf } from '../testing/index.ts';

const printed = printerOf('{"l":[1,2]}');

describe('a block that holds only whitespace and what prints nothing', () => {
  it.each([
    ['[{% if true %}  {% assign y = 1 %}  {% endif %}]', '[]'],
    ['[{% if true %} x {% endif %}]', '[ x ]'],
    ['[{% if false %} x {% else %} {% endif %}]', '[ ]'],
    ['[{% if true %} {% elsif true %} {% else %} {% endif %}]', '[]'],
    ['[{% unless false %}\n{% endunless %}]', '[]'],
    ['[{% case 1 %} {% when 1 %} {% else %} {% endcase %}]', '[]'],
    ['[{% case 1 %} {% when 1 %} {% else %} x {% endcase %}]', '[ ]'],
    ['[{% for x in l %} {% endfor %}]', '[]'],
    ['[{% for x in l %} {% else %} none {% endfor %}]', '[  ]'],
    ['[{% for x in nothing %} {% else %} {% assign z = 1 %} {% endfor %}]', '[]'],
    ['[{% if true %} {% comment %} x {% endcomment %} {% # y %} {% endif %}]', '[]'],
    ['[{% if true %} {% capture c %} x {% endcapture %} {% endif %}]{{ c }}', '[] x '],
    [
      '[{% if true %} {% for x in l %} {% if x %} {% assign n = x %} {% endif %} {% endfor %} {% endif %}]{{ n }}',
      '[]2',
    ],
    ['[{% if true %} {% liquid\n assign y = 1 %} {% endif %}]', '[]'],
    ['[{% if true %} {% permissions %}a{% endpermissions %} {% endif %}]', '[]'],
    ['[{% if true %}\u00a0{% endif %}]', '[]'],
    // What may print keeps the whitespace, whether it prints or not.
    ['[{% if true %} {{ nothing }} {% endif %}]', '[  ]'],
    ['[{% if true %} {% echo nothing %} {% endif %}]', '[  ]'],
    ['[{% if true %} {% if false %} x {% endif %} {% endif %}]', '[  ]'],
    ['[{% for x in l %} {% break %} {% endfor %}]', '[ ]'],
    ['[{% if true %} {% raw %}{% endraw %} {% endif %}]', '[  ]'],
    ['[{% if true %} {% increment n %} {% endif %}]', '[ 0 ]'],
    // Not a block of this kind.
    ['[{% capture c %} {% endcapture %}{{ c }}]', '[ ]'],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });
});
