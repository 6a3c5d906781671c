import { jsonMembersOf } from '@millwright/kernel';
import { defaultIntakeLimits } from '@millwright/webhook/testing';
import fc from 'fast-check';
import { JobProblem } from '../job-problem.ts';
import { payloadBodyOf } from './payload.ts';

const JSON_TEXT = '{"a":2,"s":"ûïþ?>"}';
const base64 = Buffer.from(JSON_TEXT).toString('base64');
const urlSafe = Buffer.from(JSON_TEXT).toString('base64url');

/** What a server sees of `?payload=…`. */
const sent = (query: string): string | null => new URLSearchParams(query).get('payload');
const bodyOf = (value: string | null) => payloadBodyOf(value, defaultIntakeLimits);
const argsOf = (value: string | null): string => {
  const body = bodyOf(value);
  if (body instanceof JobProblem) throw body;
  return body.args.text;
};

describe('the payload of a GET', () => {
  it.each([
    ['standard', `payload=${encodeURIComponent(base64)}`],
    ['standard with its plus signs unescaped', `payload=${base64}`],
    ['URL-safe', `payload=${urlSafe}`],
    ['unpadded', `payload=${encodeURIComponent(base64.replaceAll('=', ''))}`],
    ['encoded twice', `payload=${encodeURIComponent(encodeURIComponent(base64))}`],
  ])('is read when it is %s', (_, query) => {
    expect(base64).toMatch(/\+.*==$/);
    expect(argsOf(sent(query))).toBe(JSON_TEXT);
  });

  it('is empty when there is none', () => {
    expect(argsOf(null)).toBe('{}');
    expect(argsOf(sent('payload='))).toBe('{}');
  });

  it('is Latin-1 where it is not UTF-8', () => {
    const latin1 = Buffer.from('{"a":"é"}', 'latin1').toString('base64');

    expect(argsOf(latin1)).toBe('{"a":"é"}');
  });

  it.each(['{"a":1}', 'YQ=a', 'A', 'YWJjZ', '===', '%', '%zz', 'YQ\n', 'Y.Q', 'ÿ', '%00'])(
    'is refused when it is %j',
    (value) => {
      expect(bodyOf(value)).toMatchObject({ code: 'invalid_payload', status: 400 });
    },
  );

  it.each([
    ['[1.0]', '{"body":[1.0]}'],
    ['\ufeff {"a":1}', ' {"a":1}'],
    [' ', '{}'],
  ])('follows the rules of a body of JSON: %j becomes %s', (text, args) => {
    expect(argsOf(Buffer.from(text).toString('base64'))).toBe(args);
  });

  it('is refused as JSON where it is base64 of something else', () => {
    expect(bodyOf(Buffer.from('{"a":').toString('base64'))).toMatchObject({
      code: 'invalid_json',
      detail: expect.stringMatching(/payload .* line 1, column 6/),
    });
  });

  it('comes back for any JSON text, in either alphabet, once or twice encoded', () => {
    const encoding = fc.constantFrom('base64' as const, 'base64url' as const);
    const times = fc.constantFrom(1, 2);

    fc.assert(
      fc.property(fc.json(), encoding, times, (text, alphabet, encodings) => {
        let value = Buffer.from(text).toString(alphabet);
        for (let time = 0; time < encodings; time += 1) value = encodeURIComponent(value);

        expect(bodyOf(sent(`payload=${value}`))).toMatchObject({ value: { text } });
      }),
    );
  });

  it('is an object or a refusal, for any value', () => {
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
    );

    fc.assert(
      fc.property(value, (text) => {
        const body = bodyOf(text);

        if (body instanceof JobProblem) expect(body.status).toBe(400);
        else expect(jsonMembersOf(body.args.text)).toBeDefined();
      }),
    );
  });
});
