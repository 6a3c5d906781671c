import { LiquidRunError } from '../liquid.errors.ts';
import { renderTextInThisThread } from '../testing/index.ts';
import { filterNamed } from './call-filter.ts';

const printed = (source: string) => {
  const outcome = renderTextInThisThread(source, {
    context: '{"h":{"allow_false":true},"tokyo":{"tz":"Asia/Tokyo"},"odd":{"a":1},"l":[3,1,2]}',
  });
  return outcome.ok ? outcome.text : outcome.error.message;
};

describe('a filter', () => {
  it.each([
    ['{{ "x" | append }}', 'append'],
    ['{{ "x" | append: 1, 2 }}', 'append'],
    ['{{ "x" | upcase: 1 }}', 'upcase'],
    ['{{ l | push }}', 'push'],
    ['{{ l | where }}', 'where'],
    ['{{ l | where: "a", 1, 2 }}', 'where'],
    ['{{ l | sort: "a", "b" }}', 'sort'],
    ['{{ l | sum: "a" }}', 'sum'],
    ['{{ "x" | default }}', 'default'],
    ['{{ "x" | default: 1, 2 }}', 'default'],
    ['{{ "x" | replace: 1, 2, 3 }}', 'replace'],
    ['{{ "x" | truncate: 1, 2, 3 }}', 'truncate'],
  ])('takes no other number of arguments than its own: %s', (source, name) => {
    expect(printed(source)).toBe(`${name}: wrong number of arguments`);
  });

  it.each([
    ['{{ "abc" | truncate }}', 'abc'],
    ['{{ "abcdef" | truncate: 4 }}', 'a...'],
    ['{{ l | push: 1, 2, 3, 4 | size }}', '7'],
    ['{{ l | sort | join }}', '1 2 3'],
  ])('may be given fewer where the others are optional: %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });

  it.each([
    ['{{ false | default: "x", allow_false: true }}', 'false'],
    ['{{ false | default: "x", h }}', 'false'],
    ['{{ false | default: allow_false: true, "x" }}', 'false'],
    ['{{ "2024-08-15T00:00:00Z" | date: "%H", tokyo }}', '09'],
    ['{{ "2024-08-15T00:00:00Z" | date: tokyo }}', '2024-08-15T09:00:00+09:00'],
    ['{{ "2024-08-15T00:00:00Z" | date: "%H", tokyo, tz: "UTC" }}', '00'],
  ])('takes options by name, or from a hash behind its arguments: %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });

  it('takes a hash that it requires for what it is', () => {
    expect(printed('{{ nil | default: h }}')).toBe('{"allow_false"=>true}');
  });

  it.each([
    ['{{ "x" | default: "y", odd }}', 'default: unknown option "a"'],
    ['{{ "x" | default: "y", strict: true }}', 'default: unknown option "strict"'],
    ['{{ "x" | upcase: a: 1 }}', 'upcase: unknown option "a"'],
    ['{{ "x" | default: "y", __proto__: 1 }}', 'default: unknown option "__proto__"'],
  ])('refuses options that it does not know: %s', (source, message) => {
    expect(printed(source)).toBe(message);
  });

  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    'UPCASE',
    'group_by',
    'where_exp',
  ])('is not there by the name of %s', (name) => {
    expect(filterNamed(name)).toBeUndefined();
    expect(printed(`{{ "x" | ${name} }}`)).toBe(`undefined filter: ${name}`);
  });

  it('says where it failed', () => {
    expect(renderTextInThisThread('a\n {{ "x" | upcase: 1 }}')).toMatchObject({
      error: { code: 'liquid_render', line: 2, column: 2 },
    });
    expect(() => {
      throw new LiquidRunError('liquid_render', 'x').at(2, 3).at(4, 5);
    }).toThrow(expect.objectContaining({ place: { line: 2, column: 3 } }) as Error);
  });
});
