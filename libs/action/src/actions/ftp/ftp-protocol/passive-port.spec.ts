import fc from 'fast-check';
import { extendedPortOf, passivePortOf } from './passive-port.ts';

describe('the port of a data connection', () => {
  it.each([
    ['229 Entering Extended Passive Mode (|||6446|)', 6446],
    ['229 Entering (!!!65535!)', 65_535],
    ['229 (|||0|)', undefined],
    ['229 (|||65536|)', undefined],
    ['229 (|1|10.0.0.1|6446|)', undefined],
    ['229 (||6446|)', undefined],
    ['229 fine', undefined],
  ])('of EPSV in %s', (text, port) => {
    expect(extendedPortOf(text)).toBe(port);
  });

  it.each([
    ['227 Entering Passive Mode (10,0,0,1,25,46).', 6446],
    ['227 Passive 10,0,0,1,25,46', 6446],
    ['227 =127,0,0,1,255,255', 65_535],
    ['227 (10,0,0,1,0,0)', undefined],
    ['227 (10,0,0,1,256,1)', undefined],
    ['227 (10,0,0,1,25)', undefined],
    ['227 fine', undefined],
  ])('of PASV in %s', (text, port) => {
    expect(passivePortOf(text)).toBe(port);
  });

  it('for any answer is a port or none', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^227 [(0-9,]{0,40}$/)), (text) => {
        for (const port of [extendedPortOf(text), passivePortOf(text)]) {
          expect(port === undefined || (port > 0 && port < 65_536)).toBe(true);
        }
      }),
    );
  });
});
