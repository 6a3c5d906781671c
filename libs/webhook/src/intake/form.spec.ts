import { stringifyJson } from '@millwright/kernel';
import fc from 'fast-check';
import { defaultIntakeLimits } from '../testing/intake-limits.ts';
import { charsetOf, utf8 } from './charset.ts';
import { parseForm } from './form.ts';
import { NestedParamsError } from './nested-params.ts';

const parsed = (form: string, charset = utf8) => parseForm(form, charset, defaultIntakeLimits);
const textOf = (form: string): string => stringifyJson(parsed(form));

describe('a form or query', () => {
  it.each([
    ['a=1&a=2', '{"a":"2"}'],
    ['a[]=1&a[]=2', '{"a":["1","2"]}'],
    ['a[b]=c', '{"a":{"b":"c"}}'],
    ['a%5Bb%5D=c', '{"a":{"b":"c"}}'],
    ['a[][x]=1&a[][y]=2&a[][x]=3', '{"a":[{"x":"1","y":"2"},{"x":"3"}]}'],
    ['x[y][]=1&x[y][]=2&x[z]=3', '{"x":{"y":["1","2"],"z":"3"}}'],
    ['a[0]=x&a[1]=y', '{"a":{"0":"x","1":"y"}}'],
    ['a', '{"a":null}'],
    ['a=', '{"a":""}'],
    ['a+b=c+d', '{"a b":"c d"}'],
    ['a=b=c', '{"a":"b=c"}'],
    ['a.b=1', '{"a.b":"1"}'],
    ['=x&&a=1', '{"a":"1"}'],
  ])('reads %s as %s', (form, json) => {
    expect(textOf(form)).toBe(json);
  });

  it.each([
    ['a[][]=1&a[][]=2', '{"a":[["1"],["2"]]}'],
    ['a[][x][]=1&a[][x][]=2', '{"a":[{"x":["1","2"]}]}'],
    ['a[][x][y]=1&a[][x][z]=2&a[][x][y]=3', '{"a":[{"x":{"y":"1","z":"2"}},{"x":{"y":"3"}}]}'],
    ['a[]b=1', '{"a":[{"b":"1"}]}'],
    ['a[b]c=1', '{"a":{"b":{"c":"1"}}}'],
    ['a[=1', '{"a[":"1"}'],
    ['a[b=1', '{"a":{"[b":"1"}}'],
    ['a[b][=1', '{"a":{"[b][":"1"}}'],
    ['[]=1&[a]=2', '{"[]":"1","[a]":"2"}'],
    ['a]=1', '{"a]":"1"}'],
    ['a&a[b]=1', '{"a":{"b":"1"}}'],
    ['a[b]=1&a=2', '{"a":"2"}'],
    ['__proto__[x]=1&constructor=2', '{"__proto__":{"x":"1"},"constructor":"2"}'],
    ['10=a&2=b', '{"10":"a","2":"b"}'],
    ['a=1;b=2', '{"a":"1;b=2"}'],
    ['%E2%82%AC=%F0%9F%98%80+%2B', '{"€":"😀 +"}'],
    ['ü=ö%C3%A4', '{"ü":"öä"}'],
    ['a=%00', '{"a":"\\u0000"}'],
    ['', '{}'],
    ['&&=&', '{}'],
  ])('nests as Rack does: %s is %s', (form, json) => {
    expect(textOf(form)).toBe(json);
  });

  it.each([
    'a=1&a[b]=2',
    'a[]=1&a[b]=2',
    'a[b]=1&a[]=2',
    'a[][x]=1&a[][x][y]=2',
    'a=%zz',
    'a=%',
    'a=%4',
    '%=1',
    'a=%ff',
    `a${'[b]'.repeat(33)}=1`,
    `a${'[]'.repeat(33)}=1`,
  ])('refuses %s', (form) => {
    expect(() => parsed(form)).toThrow(NestedParamsError);
  });

  it('nests as deep as 32 and holds as many as 4096 pairs', () => {
    const deep = `a${'[b]'.repeat(32)}=1`;
    const long = Array.from({ length: 4_096 }, (_none, index) => `k${index}=1`).join('&');

    expect(textOf(deep)).toHaveLength('{"a":'.length + '{"b":'.length * 32 + '"1"'.length + 33);
    expect(parsed(long).size).toBe(4_096);
    expect(() => parsed(`${long}&x=1`)).toThrow('more than 4096 pairs');
  });

  it('reads escapes as bytes of its charset', () => {
    const latin1 = charsetOf('iso-8859-1')!;
    const japanese = charsetOf('shift_jis')!;

    expect(stringifyJson(parsed('a=%E9\u00e9%80', latin1))).toBe('{"a":"éé€"}');
    expect(stringifyJson(parsed('a=%83A', japanese))).toBe('{"a":"ア"}');
  });

  describe('for any pairs', () => {
    const text = fc.string({ unit: 'binary' });

    it('gives back plain names and values as they were encoded', () => {
      const name = text.filter((one) => one !== '' && !one.includes('['));
      fc.assert(
        fc.property(fc.dictionary(name, text, { noNullPrototype: false }), (pairs) => {
          const form = new URLSearchParams(Object.entries(pairs)).toString();
          const expected = Object.entries(pairs).map(
            ([key, value]) => [key.toWellFormed(), value.toWellFormed()] as const,
          );

          expect([...parsed(form)]).toEqual([...new Map(expected)]);
        }),
      );
    });

    it('either reads them or says why not', () => {
      const piece = fc.constantFrom(
        'a',
        'b',
        '[',
        ']',
        '[]',
        '[a]',
        '=',
        '&',
        '%',
        '%41',
        '%ff',
        '+',
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
          try {
            expect(parsed(pieces.join(''))).toBeInstanceOf(Map);
          } catch (error) {
            expect(error).toBeInstanceOf(NestedParamsError);
          }
        }),
        { numRuns: 2_000 },
      );
    });
  });
});
