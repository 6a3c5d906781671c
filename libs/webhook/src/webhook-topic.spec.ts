import { isTopic } from '@millwright/event';
import fc from 'fast-check';
import { isWebhookTopic, topicOfEvent } from './webhook-topic.ts';

describe("a webhook's topic", () => {
  it.each(['user/webhook/test', 'user/Order_1.x/created-2', 'user/github/{hint}'])(
    'may be %s',
    (topic) => {
      expect(isWebhookTopic(topic)).toBe(true);
    },
  );

  it.each([
    'shopify/orders/create',
    'User/a/b',
    'user/a',
    'user/a/b/c',
    'user//b',
    'user/{hint}/b',
    'user/a/x{hint}',
    'user/a/{hint}{hint}',
    'user/a/b c',
    `user/a/${'b'.repeat(200)}`,
    '',
  ])('may not be %j', (topic) => {
    expect(isWebhookTopic(topic)).toBe(false);
  });

  it('becomes that of the event with the word of the sender in it', () => {
    expect(topicOfEvent('user/a/b', 'push')).toBe('user/a/b');
    expect(topicOfEvent('user/github/{hint}', 'Pull Request.Opened')).toBe(
      'user/github/pull_request.opened',
    );
    expect(topicOfEvent('user/github/{hint}', null)).toBe('user/github/unknown');
    expect(topicOfEvent('user/github/{hint}', '')).toBe('user/github/unknown');
  });

  it('stays a topic for any word', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (hint) => {
        expect(isTopic(topicOfEvent('user/github/{hint}', hint))).toBe(true);
      }),
    );
  });
});
