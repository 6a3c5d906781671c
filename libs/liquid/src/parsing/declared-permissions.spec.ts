import { describe, expect, it } from '@jest/globals';
import { permissionsIn } from './declared-permissions.ts';

describe('the permissions that a script declares', () => {
  it.each([
    [
      'a{% permissions %}read_orders,\n write_products{% endpermissions %}',
      ['read_orders', 'write_products'],
    ],
    ['{% permissions %}{% endpermissions %}', []],
    ['{% raw %}{% permissions %}a{% endpermissions %}{% endraw %}', undefined],
    ['{% permissions %}a', undefined],
    ['no tag at all', undefined],
  ])('in %j are %j', (source, scopes) => {
    expect(permissionsIn(source)).toEqual(scopes);
  });
});
