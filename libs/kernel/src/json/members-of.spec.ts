import fc from 'fast-check';
import { membersOf } from './members-of.ts';

describe('the members of what a stranger sent', () => {
  it('are those of its JSON object', () => {
    expect(membersOf(Buffer.from('{"ok":false,"error":"x"}'))).toEqual({ ok: false, error: 'x' });
  });

  it.each(['', '[1]', 'null', '"text"', '12', '<html>', '{"a":'])('are none of %j', (text) => {
    expect(membersOf(Buffer.from(text))).toEqual({});
  });

  it('are read of any bytes without throwing', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(typeof membersOf(Buffer.from(bytes))).toBe('object');
      }),
    );
  });
});
