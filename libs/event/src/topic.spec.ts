import { isTopic, isUserTopic } from './topic.ts';

describe('a topic', () => {
  it.each(['user/order/created', 'User/a.b/c-d_1', `a/b/${'c'.repeat(196)}`])('is %s', (text) => {
    expect(isTopic(text)).toBe(true);
  });

  it.each(['', 'a/b', 'a/b/c/d', 'a//c', 'a/b/c ', 'a/b/c\n', 'ä/b/c', `a/b/${'c'.repeat(197)}`])(
    'is not %j',
    (text) => {
      expect(isTopic(text)).toBe(false);
    },
  );

  it('of one’s own is below user/', () => {
    expect(['user/a/b', 'shopify/a/b', 'users/a/b', 'user/a'].map(isUserTopic)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
