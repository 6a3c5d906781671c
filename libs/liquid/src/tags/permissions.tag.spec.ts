import { permissionsOf } from '../engine/parse-template.ts';
import { renderTextInThisThread } from '../testing/index.ts';

const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, { context: '{"x":"y","l":[1,2]}' });
  return outcome.ok ? outcome.text : outcome.error.message;
};

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
