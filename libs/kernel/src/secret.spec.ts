import { equalsConstantTime, hmacOf, sha256Hex } from './secret.ts';

describe('secrets', () => {
  it('compare equal only when every byte is', () => {
    expect(equalsConstantTime('abc', Buffer.from('abc'))).toBe(true);
    expect(equalsConstantTime('abc', 'abd')).toBe(false);
    expect(equalsConstantTime('abc', 'abcd')).toBe(false);
  });

  it('are hashed and signed as others do it', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(hmacOf('sha1', 'key', ['mi', 'll']).toString('hex')).toBe(
      '7ced114875d18e3e1e71f50d4053fb02e5000a0a',
    );
  });
});
