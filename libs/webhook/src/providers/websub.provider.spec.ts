import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { outcomeOf, wordOf } from '../testing/arrival.ts';
import { websub } from './websub.provider.ts';

const topic = 'https://blog.example/feed?a=1&b=2';
const asked = (query: Record<string, string>, config: object = { topic }) =>
  outcomeOf(websub, {
    method: 'GET',
    url: `https://hooks.example.com/in?${new URLSearchParams(query).toString()}`,
    config: { ...config },
  });
const subscribe = { 'hub.mode': 'subscribe', 'hub.topic': topic, 'hub.challenge': 'c-81' };

describe('a hub', () => {
  it('is confirmed for our topic, with the lease that it gives', () => {
    expect(asked({ ...subscribe, 'hub.lease_seconds': '864000' })).toMatchObject({
      is: 'greeted',
      leaseSeconds: 864_000,
      answer: { status: 200, body: 'c-81' },
    });
    expect(asked({ ...subscribe, 'hub.lease_seconds': 'x' })).not.toHaveProperty('leaseSeconds');
    expect(asked({ ...subscribe, 'hub.mode': 'unsubscribe' }).is).toBe('greeted');
  });

  it('is not believed when it gives a lease of less than five minutes', () => {
    expect(asked({ ...subscribe, 'hub.lease_seconds': '300' })).toHaveProperty('leaseSeconds', 300);
    for (const seconds of ['0', '1', '299']) {
      const answer = asked({ ...subscribe, 'hub.lease_seconds': seconds });
      expect(answer.is).toBe('greeted');
      expect(answer).not.toHaveProperty('leaseSeconds');
    }
  });

  it.each([
    { ...subscribe, 'hub.topic': 'https://blog.example/feed' },
    { ...subscribe, 'hub.mode': 'publish' },
    { ...subscribe, 'hub.challenge': '<b>' },
    { 'hub.mode': 'subscribe', 'hub.topic': topic },
    {},
  ])('is told 404 with %j', (query) => {
    expect(asked(query as Record<string, string>)).toMatchObject({
      is: 'not_greeted',
      status: 404,
    });
  });

  it('is told 404 while no topic is set', () => {
    expect(asked(subscribe, {})).toMatchObject({ is: 'not_greeted', status: 404 });
  });

  it('that refuses says why to the owner', () => {
    expect(asked({ 'hub.mode': 'denied', 'hub.reason': 'no such feed' })).toMatchObject({
      is: 'greeted',
      notice: 'no such feed',
      answer: { status: 200, body: '' },
    });
  });

  it.each(['sha1', 'sha256', 'sha384', 'sha512'])('may sign with %s', (method) => {
    const signature = createHmac(method, 's').update('<feed/>').digest('hex');
    const sent = (header: string) =>
      wordOf(websub, { secrets: ['s'], body: '<feed/>', headers: { 'x-hub-signature': header } });

    expect(sent(`${method}=${signature}`)).toBe('accepted');
    expect(sent(`md5=${signature}`)).toBe('signature_malformed');
    expect(sent(`${method === 'sha1' ? 'sha256' : 'sha1'}=${signature}`)).toBe(
      'signature_mismatch',
    );
  });
});
