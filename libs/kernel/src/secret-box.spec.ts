import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SecretBoxError } from './secret-box.errors.ts';
import { SecretBox } from './secret-box.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const key = newKey();
const box = new SecretBox({ current: key, old: [] });

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof SecretBoxError) return error.code;
    throw error;
  }
  return 'none';
};

describe('a secret box', () => {
  it('opens what it sealed, for any secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (secret, context) => {
        expect(box.open(box.seal(secret, context), context)).toBe(secret);
      }),
    );
  });

  it('shows nothing of the secret, and seals it differently each time', () => {
    const sealed = [box.seal('hunter2-hunter2', 'row'), box.seal('hunter2-hunter2', 'row')];

    expect(new Set(sealed).size).toBe(2);
    for (const text of sealed) {
      expect(text).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/);
      expect(Buffer.from(text.split('.')[2]!, 'base64url').toString('latin1')).not.toContain(
        'hunter2',
      );
    }
  });

  it('opens nothing that was changed by one character, moved elsewhere or cut', () => {
    const sealed = box.seal('secret', 'row 1');

    expect(codeOf(() => box.open(sealed, 'row 2'))).toBe('secret_unreadable');
    fc.assert(
      fc.property(fc.nat(sealed.length - 2), (at) => {
        const other = sealed[at] === 'A' ? 'B' : 'A';
        const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
        expect(codeOf(() => box.open(changed, 'row 1'))).toBe('secret_unreadable');
        expect(codeOf(() => box.open(sealed.slice(0, at), 'row 1'))).toBe('secret_unreadable');
      }),
    );
  });

  it('opens with an earlier key, and seals with the current one only', () => {
    const next = newKey();
    const rotated = new SecretBox({ current: next, old: [newKey(), key] });

    expect(rotated.open(box.seal('secret', 'row'), 'row')).toBe('secret');
    expect(codeOf(() => box.open(rotated.seal('secret', 'row'), 'row'))).toBe('secret_unreadable');
  });

  it('without a key seals nothing', () => {
    expect(codeOf(() => new SecretBox({ old: [key] }).seal('secret', 'row'))).toBe(
      'secret_key_missing',
    );
  });
});
