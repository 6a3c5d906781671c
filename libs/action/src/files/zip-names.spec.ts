import fc from 'fast-check';
import { posix, win32 } from 'node:path';
import { checkZipNames } from './zip-names.ts';

const refuse = (message: string, ...path: (string | number)[]): never => {
  throw new Error(`${path.join()}: ${message}`);
};
const check = (...names: string[]): void => checkZipNames(names, refuse);

it('takes names with folders, in any script', () => {
  expect(() => check('a', 'b/c.txt', 'b/d/e', '…/ü', 'a.b..c', '..a')).not.toThrow();
});

it.each(['../a', 'a/../b', '..', '.', './a', 'a/.'])(
  'refuses %s, which leads elsewhere',
  (name) => {
    expect(() => check(name)).toThrow('must not lead elsewhere');
  },
);

it.each(['/a', 'C:/a', 'c:a'])('refuses %s, which is absolute', (name) => {
  expect(() => check(name)).toThrow('must not be absolute');
});

it.each(['a\\b', 'a\0', 'a\nb', '\ud800'])(
  'refuses %j, which not every program reads alike',
  (name) => {
    expect(() => check(name)).toThrow('backslash or a control character');
  },
);

it.each(['', 'a//b', 'a/', 'x'.repeat(256), 'x/'.repeat(600) + 'x'])(
  'refuses %j, which is no name',
  (name) => {
    expect(() => check(name)).toThrow('must');
  },
);

it('refuses names that make more folders than anybody needs', () => {
  expect(() => check('a/'.repeat(32) + 'x')).toThrow('more than 32 parts deep');
  expect(() => check(...Array.from({ length: 1_001 }, (_none, n) => `${n}`))).toThrow(
    'more than 1000 files',
  );
});

it('refuses a file where others need a folder', () => {
  expect(() => check('a/b', 'a')).toThrow('a: is a file, and the folder of others');
});

it('for any name it takes, unpacks below its folder, on every system', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[./\\a:C\u0000 ]{1,12}$/), (name) => {
      try {
        check(name);
      } catch {
        return;
      }
      expect(posix.resolve('/unpacked', name)).toMatch(/^\/unpacked\/./);
      expect(win32.resolve('Z:\\unpacked', name)).toMatch(/^Z:\\unpacked\\./);
    }),
  );
});
