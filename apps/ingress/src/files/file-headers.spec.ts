import fc from 'fast-check';
import { dispositionOf } from './file-headers.ts';

describe('the disposition of a file', () => {
  it.each([
    ['a.pdf', `attachment; filename="a.pdf"; filename*=UTF-8''a.pdf`],
    ['ü €.txt', `attachment; filename="_ _.txt"; filename*=UTF-8''%C3%BC%20%E2%82%AC.txt`],
    [`"a\\b%20"`, `attachment; filename="_a_b_20_"; filename*=UTF-8''%22a%5Cb%2520%22`],
    ["it's (1)*", `attachment; filename="it's (1)*"; filename*=UTF-8''it%27s%20%281%29%2A`],
    [
      'a\r\nset-cookie: b',
      `attachment; filename="a__set-cookie: b"; filename*=UTF-8''a%0D%0Aset-cookie%3A%20b`,
    ],
  ])('of %j is %s', (name, disposition) => {
    expect(dispositionOf(name)).toBe(disposition);
  });

  it('is one header that tells the very name, for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        fc.pre(name.isWellFormed());
        const parts =
          /^attachment; filename="([^"\\]*)"; filename\*=UTF-8''([\w.~!-]|%[0-9A-F]{2})*$/;

        const disposition = dispositionOf(name);

        expect(disposition).toMatch(parts);
        expect(disposition).toMatch(/^[\x20-\x7e]*$/);
        expect(decodeURIComponent(disposition.split("UTF-8''")[1]!)).toBe(name);
      }),
    );
  });
});
