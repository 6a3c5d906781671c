import fc from 'fast-check';
import type { Refuse } from '../../options/option.ts';
import { asUrlPath } from './url-path.ts';

class Refused extends Error {}
const refuse: Refuse = (message) => {
  throw new Refused(message);
};
const read = (text: unknown): string => {
  const { pathname, search } = asUrlPath(text as string, refuse);
  return `${pathname}${search}`;
};

describe('a path that a task names', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/a?x=1&y=ü z', '/a?x=1&y=%C3%BC%20z'],
    ['/ä b', '/%C3%A4%20b'],
    ['/a#part', '/a'],
    ['/a/../b', '/b'],
    ['/a/%2e%2E/b', '/b'],
    ['/a\\..\\b', '/b'],
    [' /a\n/b ', '/a/b'],
  ])('%j is %s on the wire', (text, sent) => {
    expect(read(text)).toBe(sent);
  });

  it.each(['', 'a', '//x.test/a', '/\\x.test', 'https://x.test/a', '\\\\x.test', 'a://b', 7])(
    'refuses %j',
    (text) => {
      expect(() => read(text)).toThrow(Refused);
    },
  );

  it('leads to no other host, for any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('/', '\\', '.', '@', ':', '?', '#', '\t', 'a', '%2e') }),
    );
    fc.assert(
      fc.property(text, (given) => {
        let path: string;
        try {
          path = read(`/${given}`);
        } catch (error) {
          if (error instanceof Refused) return;
          throw error;
        }
        const url = new URL(`https://api.test/base${path}`);
        expect(url.origin).toBe('https://api.test');
        expect(url.pathname.startsWith('/base/')).toBe(true);
      }),
    );
  });
});
