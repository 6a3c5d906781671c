import { validateJson } from '@millwright/kernel';
import fc from 'fast-check';
import { InboundFault } from './inbound-event.ts';
import { namedEventOf } from './named-event.ts';
import { shopifyEventOf } from './shopify-webhook.ts';

const limits = { jsonDepth: 20, jsonKeys: 100, formPairs: 1, formDepth: 1, multipartParts: 1 };

describe('what a service tells', () => {
  const topics = fc.oneof(
    fc.constantFrom(
      'user/a/b',
      'report_toaster/a/b',
      'mechanic/user/form',
      'shopify/orders/create',
    ),
    fc.string(),
  );
  const told = fc
    .record(
      { topic: fc.oneof(topics, fc.jsonValue()), data: fc.jsonValue(), task_id: fc.jsonValue() },
      { requiredKeys: [] },
    )
    .map((value) => Buffer.from(JSON.stringify(value)));
  const bodies = fc.oneof(told, fc.json().map(Buffer.from), fc.uint8Array().map(Buffer.from));

  it.each([
    ['shopify', 'user/'],
    ['report_toaster', 'report_toaster/'],
  ])('by a Connection of type %s is, for any body, an event of %s… or refused', (type, domain) => {
    fc.assert(
      fc.property(bodies, (body) => {
        const event = namedEventOf(body, type, limits);
        if (event instanceof InboundFault) return expect(event.detail).not.toBe('');
        expect(event.topic.startsWith(domain)).toBe(true);
        expect(() => validateJson(event.data.text)).not.toThrow();
      }),
    );
  });

  it('by Shopify is, for any topic and body, an event of shopify/… or refused', () => {
    fc.assert(
      fc.property(fc.oneof(topics, fc.constant('orders/create')), bodies, (topic, rawBody) => {
        const headers = { 'x-shopify-topic': [topic] };
        const event = shopifyEventOf({ method: 'POST', url: '', headers, rawBody }, limits);
        if (event instanceof InboundFault) return;
        expect(event.topic).toMatch(/^shopify\/[\w.-]+\/[\w.-]+$/);
        expect(() => validateJson(event.data.text)).not.toThrow();
      }),
    );
  });
});
