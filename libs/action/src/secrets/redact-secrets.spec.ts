import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ActionError } from '../action.errors.ts';
import { SecretRedaction } from './redact-secrets.ts';

const redact = (secrets: Record<string, string>, result: unknown): string => {
  const redaction = new SecretRedaction(new Map(Object.entries(secrets)));
  const outcome = redaction.outcome({ ok: true, result: JSON.stringify(result) });
  return outcome.result!;
};

describe('what is stored after a secret was opened', () => {
  it('does not have it, for any secret in any place', () => {
    const letters = fc.string({ unit: 'grapheme', minLength: 12, maxLength: 40 });
    fc.assert(
      fc.property(letters, fc.string(), fc.string(), (value, before, after) => {
        const given = [
          `${before}${value}${after}`,
          { [`${before}${value}`]: { deep: [value + after] } },
        ];

        const texts: string[] = [];
        JSON.parse(redact({ k: value }, given), (key, member: unknown) => {
          texts.push(key, String(member));
          return member;
        });
        for (const text of texts) expect(text).not.toContain(value);
      }),
    );
  });

  it('does not have its bytes as base64, whatever stands around them', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 12 }),
        fc.string(),
        fc.string(),
        fc.constantFrom('base64' as const, 'base64url' as const),
        (value, before, after, alphabet) => {
          const around = (text: string): string =>
            Buffer.from(`${before}${text}${after}`).toString(alphabet);

          const shown = JSON.parse(redact({ k: value }, around(value))) as string;

          expect(shown).toContain('[secret k]');
          expect(shown.length - '[secret k]'.length).toBeLessThan(around('').length + 12);
        },
      ),
    );
  });

  it('names the longer of two secrets of which one is a part of the other', () => {
    expect(redact({ short: 'abcd', long: 'abcdefgh' }, 'x abcdefgh abcd')).toBe(
      '"x [secret long] [secret short]"',
    );
  });

  it('keeps digits and order of everything else', () => {
    const redaction = new SecretRedaction(new Map([['k', 'a secret']]));
    const result = '{"b":1.0,"a":[12345678901234567890,null,true,"\\u0000"]}';

    expect(redaction.outcome({ ok: true, result }).result).toBe(result);
  });

  it('does not grow without end when a secret is a single letter', () => {
    const secrets = { ['k'.repeat(100)]: 'a', s: 's', e: 'e' };

    expect(redact(secrets, 'aaa sees')).toContain(`[secret ${'k'.repeat(100)}]`);
    expect(() => redact(secrets, 'a'.repeat(1_000_000))).toThrow(ActionError);
  });
});
