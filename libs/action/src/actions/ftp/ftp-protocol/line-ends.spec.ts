import fc from 'fast-check';
import { fromWireLines, toWireLines } from './line-ends.ts';

describe('lines in ascii mode', () => {
  it('end in CR LF on the wire, whichever way they ended', () => {
    expect(toWireLines(Buffer.from('a\nb\r\nc\rd')).toString()).toBe('a\r\nb\r\nc\rd');
    expect(fromWireLines(Buffer.from('a\r\nb\nc\rd')).toString()).toBe('a\nb\nc\rd');
  });

  it('for any bytes without CR come back as they were', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 13));
    fc.assert(
      fc.property(bytes, (given) => {
        expect([...fromWireLines(toWireLines(Buffer.from(given)))]).toEqual(given);
      }),
    );
  });
});
