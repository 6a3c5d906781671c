import { renderTextInThisThread } from '../testing/index.ts';
import { MAX_CACHE_ENTRIES } from './cache-object.ts';

const cache = { b: '{"x":1.0}', a: '[1]', 'odd key': '"v"', size: '7' };
const printed = (source: string, given: Readonly<Record<string, string>> | undefined = cache) => {
  const outcome = renderTextInThisThread(source, given && { cache: given });
  return outcome.ok ? outcome.text : outcome.error;
};

describe('the cache object', () => {
  it.each([
    ['{{ cache.b.x }} {{ cache["odd key"] }} {{ cache.a | json }}', '1.0 v [1]'],
    ['{{ cache.size }}{{ cache["size"] }}', '77'],
    ['{{ cache.nope | json }}', 'null'],
    ['{{ cache.first | json }}{{ cache["first"] | json }}', '["a",[1]]null'],
    [
      '{% for kv in cache %}{{ kv[0] }}={{ kv[1] | json }};{% endfor %}',
      'a=[1];b={"x":1.0};odd key="v";size=7;',
    ],
    ['{{ cache | json }}', '{"a":[1],"b":{"x":1.0},"odd key":"v","size":7}'],
    ['{% log cache %}', '{"log":{"a":[1],"b":{"x":1.0},"odd key":"v","size":7}}\n'],
    [
      '{% assign h = hash %}{% assign h.c = cache %}{% action "echo", h %}',
      '{"action":{"type":"echo","options":{"c":{"a":[1],"b":{"x":1.0},"odd key":"v","size":7}}}}\n',
    ],
    ['{{ cache }}', '{"a"=>[1], "b"=>{"x"=>1.0}, "odd key"=>"v", "size"=>7}'],
    ['{% if cache contains "a" %}y{% endif %}{% if cache contains "z" %}n{% endif %}', 'y'],
    ['{{ cache.__proto__ }}{{ cache.constructor }}{{ cache.entries }}', ''],
  ])('%s prints %s', (source, output) => {
    expect(printed(source)).toBe(output);
  });

  it('has a size, unless that is a key', () => {
    expect(printed('{{ cache.size }}{{ cache["size"] }}', { a: '1', b: '2' })).toBe('2');
  });

  it('is nil without a host, as in previews', () => {
    expect(renderTextInThisThread('{{ cache | json }}{{ cache.a }}')).toEqual({
      ok: true,
      text: 'null',
    });
  });

  it('refuses to list more entries than a script may list', () => {
    const many = Object.fromEntries(
      Array.from({ length: MAX_CACHE_ENTRIES + 1 }, (_, index) => [`k${index}`, '1']),
    );

    expect(printed('{% for kv in cache %}{% endfor %}', many)).toMatchObject({
      code: 'size_limit',
    });
    expect(printed('{{ cache.k1 }}', many)).toBe('1');
  });
});
