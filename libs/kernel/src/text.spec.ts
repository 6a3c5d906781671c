import { shortened, storableText } from './text.ts';

describe('text', () => {
  it('loses its NULs on the way to the database', () => {
    expect(storableText('a\u0000b')).toBe('a\ufffdb');
  });

  it('is cut with an ellipsis', () => {
    expect(shortened('abcdef', 4)).toBe('abc…');
    expect(shortened('abcd', 4)).toBe('abcd');
  });
});
