import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cookieOf } from './cookie.ts';
import { credentialOf } from './credential.ts';
import type { Credential } from './credential.ts';

const TOKEN = 'abcDEF0123456789abcDEF0123456789';

const read = (headers: Record<string, string[]>, query = ''): Credential | undefined =>
  credentialOf({ headers, query: new URLSearchParams(query) });

describe('the credential of a request', () => {
  it.each([
    ['header', { authorization: [`Bearer ${TOKEN}`] }, ''],
    ['header', { authorization: [`bearer   ${TOKEN} `] }, ''],
    ['header', { authorization: ['Basic dTpw', `Bearer ${TOKEN}`] }, ''],
    ['query', {}, `token=${TOKEN}`],
    ['query', {}, `a=1&token=${TOKEN}&token=other`],
    ['query', { authorization: ['Basic dTpw'] }, `token=${TOKEN}`],
    ['cookie', { cookie: [`token=${TOKEN}`] }, ''],
    ['cookie', { cookie: ['a=b; c', `x=y;token=${TOKEN}; token=other`] }, ''],
    ['cookie', { authorization: ['Basic dTpw'], cookie: [`token="${TOKEN}"`] }, 'Token=other'],
  ])('may stand in the %s: %j ?%s', (source, headers, query) => {
    expect(read(headers as Record<string, string[]>, query)).toEqual({ source, token: TOKEN });
  });

  it('is the first one found, whatever follows', () => {
    const headers = { authorization: ['Bearer header'], cookie: ['token=cookie'] };

    expect(read(headers, 'token=query')).toEqual({ source: 'header', token: 'header' });
    expect(read({ cookie: ['token=cookie'] }, 'token=query')).toMatchObject({ token: 'query' });
  });

  it.each([
    ['header', { authorization: ['Bearer'] }, ''],
    ['header', { authorization: ['Bearer '] }, ''],
    ['header', { authorization: ['Bearer two words'] }, ''],
    ['header', { authorization: [`Bearer ${TOKEN}, Bearer ${TOKEN}`] }, ''],
    ['header', { authorization: [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`] }, ''],
    ['header', { authorization: [`Bearer ${'x'.repeat(513)}`] }, ''],
    ['query', {}, 'token='],
    ['query', {}, 'token=%00'],
    ['query', {}, 'token=%C3%A9'],
    ['cookie', { cookie: ['token='] }, ''],
    ['cookie', { cookie: ['token=""'] }, ''],
  ])("in the %s that is nobody's lets no other be looked for: %j ?%s", (source, headers, query) => {
    const given = headers as Record<string, string[]>;
    const behind = { ...given, cookie: given['cookie'] ?? [`token=${TOKEN}`] };

    expect(read(behind, query === '' && source === 'header' ? `token=${TOKEN}` : query)).toEqual({
      source,
      token: '',
    });
  });

  it.each([
    [{}],
    [{ authorization: [] }],
    [{ authorization: ['Basic dTpw'] }],
    [{ authorization: ['BearerX abc'] }],
    [{ authorization: [''] }],
    [{ cookie: ['Token=a; my_token=b; token; tokens=c; =token'] }],
  ])('is missing from %j', (headers) => {
    expect(read(headers as Record<string, string[]>, 'access_token=a')).toBeUndefined();
  });
});

describe('a cookie', () => {
  it.each([
    ['a=1', 'a', '1'],
    ['a=1; b=2', 'b', '2'],
    ['b=1;b=2', 'b', '1'],
    ['\t a\t = \t1 ;b', 'a', '1'],
    ['a=b=c==', 'a', 'b=c=='],
    ['a="x y"', 'a', 'x y'],
    ['a="', 'a', '"'],
    ['a=%20', 'a', '%20'],
    ['a=', 'a', ''],
    ['a', 'a', undefined],
    ['A=1', 'a', undefined],
    ['xa=1; a\u00a0=2', 'a', undefined],
    ['__proto__=1', '__proto__', '1'],
    ['', 'a', undefined],
  ])('of %j named %s is %j', (line, name, value) => {
    expect(cookieOf([line], name)).toBe(value);
  });

  it('is found among any others', () => {
    const name = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,10}$/);
    const value = fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,20}$/);
    const others = fc.array(fc.tuple(name, value));
    fc.assert(
      fc.property(others, value, others, (before, token, after) => {
        const pairs = [...before.filter(([key]) => key !== 'token'), ['token', token], ...after];
        const line = pairs.map(([key, text]) => `${key}=${text}`).join('; ');

        expect(cookieOf([line], 'token')).toBe(token);
      }),
    );
  });

  it('of any bytes is read without fail, and never one of another name', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (lines) => {
        const value = cookieOf(lines, 'token');

        expect(value === undefined || lines.some((line) => line.includes('token'))).toBe(true);
      }),
    );
  });
});
