import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import { DeliveryBody } from './delivery-body.ts';
import { github } from './github.provider.ts';

describe('a delivery of GitHub', () => {
  const delivery = (headers: Record<string, string[]>, text: string) => ({
    headers,
    body: new DeliveryBody({ kind: 'json', json: new RawJson(text), isObject: true }),
  });

  it('has an id and a kind, with the action where there is one', () => {
    const headers = { 'x-github-event': ['issues'], 'x-github-delivery': ['72d3162e'] };
    const opened = delivery(headers, '{"action":"opened","issue":{"action":"x"}}');

    expect(github.deliveryIdOf(opened)).toBe('72d3162e');
    expect(github.hintOf(opened)).toBe('issues.opened');
    expect(github.hintOf(delivery(headers, '{"issue":{"action":"x"}}'))).toBe('issues');
    expect(github.hintOf(delivery({}, '{}'))).toBeUndefined();
  });
});
