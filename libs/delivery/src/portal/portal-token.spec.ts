import { newId } from '@millwright/kernel';
import fc from 'fast-check';
import { PortalTokens } from './portal-token.ts';

const keyOf = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const tokens = new PortalTokens({ current: keyOf(1), old: [] });
const now = new Date('2026-11-22T12:00:00Z');
const link = {
  id: newId(),
  workspaceId: newId(),
  endpoints: [{ id: newId(), generation: 3 }],
  expiresAt: new Date(now.getTime() + 1_000),
};
const token = tokens.sign(link)!;

describe('the token of a portal link', () => {
  it('says what was signed, until it ends', () => {
    expect(tokens.read(token, now)).toEqual(link);
    expect(tokens.read(token, link.expiresAt)).toBeUndefined();
  });

  it('is read with an old key too, and with no other', () => {
    const rotated = new PortalTokens({ current: keyOf(2), old: [keyOf(1)] });

    expect(rotated.read(token, now)).toEqual(link);
    expect(new PortalTokens({ current: keyOf(2), old: [] }).read(token, now)).toBeUndefined();
    expect(new PortalTokens({ old: [] }).sign(link)).toBeUndefined();
    expect(new PortalTokens({ old: [] }).read(token, now)).toBeUndefined();
  });

  it('for any change of a character, and any text, is refused', () => {
    fc.assert(
      fc.property(fc.nat({ max: token.length - 2 }), (at) => {
        const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
        expect(tokens.read(changed, now)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tokens.read(text, now)).toBeUndefined();
        expect(tokens.read(`mwp_${text}`, now)).toBeUndefined();
      }),
    );
  });
});
