import { directoryOf } from './working-directory.ts';

describe('the directory of an answer to PWD', () => {
  it.each([
    ['257 "/home/user" is the current directory', '/home/user'],
    ['257 "/a ""b"" c"', '/a "b" c'],
    ['257 /home', undefined],
    ['550 "/home"', undefined],
  ])('%s', (text, directory) => {
    expect(directoryOf(text)).toBe(directory);
  });
});
