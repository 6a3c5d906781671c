import { permissionsOf } from '../parsing/parse-template.ts';
import { printerOf } from '../testing/index.ts';

const printed = printerOf('{"x":"y","l":[1,2]}');

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
    [
      '{% permissions %}a',
      'tag permissions, opened at line 1, column 1, is not closed: endpermissions is missing',
    ],
    ['{% permissions x %}a{% endpermissions %}', 'unexpected "x"'],
  ])('are refused: %s', (source, message) => {
    expect(printed(source)).toBe(message);
  });
});
