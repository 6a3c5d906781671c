import { describe, expect, it } from '@jest/globals';
import { newId, RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';
import type { BodyEvent, BodyRules } from './body-event.ts';
import { cutBatches } from './cut-batches.ts';
import { bodyFormats, bytesOfBody, sizeOfBody } from './formats.ts';

const formats = ['mautic', 'standard', 'cloudevents', 'raw'] as const;
const rules: BodyRules = { typeNames: {}, source: 'https://mw.example/w/main' };
const madeAt = new Date('2018-04-10T15:05:00.000Z');

const event = (data: string, topic = 'user/contact/created'): BodyEvent => ({
  id: newId(),
  topic,
  createdAt: new Date('2018-04-10T15:04:57.123Z'),
  data: new RawJson(data),
});
const bodyOf = (format: EndpointFormat, given: BodyEvent): string =>
  bytesOfBody(bodyFormats[format].bodyOf(given, rules)).toString();
const batchOf = (format: EndpointFormat, events: readonly BodyEvent[]): string => {
  const items = events.map((given) => bodyFormats[format].itemOf(given, rules));
  return bodyFormats[format].batchOf(items, madeAt);
};

describe('a body', () => {
  it('of mautic has the time in the item, in the place of one that is there', () => {
    const time = '"timestamp":"2018-04-10T15:04:57+00:00"';

    expect(bodyOf('mautic', event('{"a":1.0,"timestamp":[1],"b":null}'))).toBe(
      `{"user/contact/created":[{"a":1.0,${time},"b":null}]}`,
    );
    expect(bodyOf('mautic', event('{}'))).toBe(`{"user/contact/created":[{${time}}]}`);
    expect(bodyOf('mautic', event('[1.0]'))).toBe(
      `{"user/contact/created":[{"data":[1.0],${time}}]}`,
    );
  });

  it('of mautic, batched, groups its items by type in the order of the first ones', () => {
    const topics = ['user/b/x', 'user/a/x', 'user/b/x'];

    const body = batchOf(
      'mautic',
      topics.map((topic, index) => event(`{"n":${index}}`, topic)),
    );

    const { 'user/b/x': b, 'user/a/x': a } = JSON.parse(body) as Record<string, { n: number }[]>;
    expect(body.indexOf('user/b/x')).toBeLessThan(body.indexOf('user/a/x'));
    expect([b!.map(({ n }) => n), a!.map(({ n }) => n)]).toEqual([[0, 2], [1]]);
  });

  it('calls a topic by the name that was given for it', () => {
    const named = { ...rules, typeNames: { 'user/contact/created': 'mautic.lead_post_save_new' } };

    for (const format of ['mautic', 'standard', 'cloudevents'] as const) {
      const { json } = bodyFormats[format].bodyOf(event('{}'), named);
      expect(json).toContain('"mautic.lead_post_save_new"');
      expect(json).not.toContain('user/contact/created');
    }
    expect(bodyFormats.standard.bodyOf(event('{}', 'toString'), named).json).toContain(
      '"toString"',
    );
  });

  it('M19: has nothing of what is left out, in any format', () => {
    const given = event('{"content":1,"contact":{"id":1,"tokens":[2]}}');
    const excluded = { ...rules, excluded: new Set(['content', 'contact.tokens']) };

    for (const format of formats) {
      const { itemOf, bodyOf: made } = bodyFormats[format];
      for (const text of [made(given, excluded).json, itemOf(given, excluded).text]) {
        expect(text).toContain('"contact":{"id":1}');
        expect(text).not.toMatch(/tokens|content"/);
      }
    }
  });

  it('of raw is a text without quotes, and an item of a batch with them', () => {
    expect(bodyOf('raw', event('"Zo\\u00eb \\"x\\""'))).toBe('Zoë "x"');
    expect(batchOf('raw', [event('"a"'), event('{ "b": 1.0 }')])).toBe('["a",{"b":1.0}]');
  });

  it('reads as the data that was given, for any data and format', () => {
    fc.assert(
      fc.property(fc.constantFrom(...formats), fc.json({ maxDepth: 3 }), (format, json) => {
        const given = event(json);
        const value = JSON.parse(json) as unknown;

        const body = bodyFormats[format].bodyOf(given, rules);
        const batch = JSON.parse(batchOf(format, [given, given])) as unknown;

        const parsed = body.isText ? bytesOfBody(body).toString() : JSON.parse(body.json);
        const expected = expectedOf(format, value);
        expect(dataOf(format, parsed)).toEqual(expected);
        expect(itemsOf(format, batch).map((item) => dataOf(format, item))).toEqual([
          expected,
          expected,
        ]);
        expect(sizeOfBody(body)).toBe(bytesOfBody(body).length);
      }),
    );
  });
});

/** The items of a batch, each like the body of one event. */
function itemsOf(format: EndpointFormat, batch: unknown): unknown[] {
  if (format === 'mautic') {
    const [[type, items]] = Object.entries(batch as Record<string, unknown[]>) as [
      [string, unknown[]],
    ];
    return items.map((item) => ({ [type]: [item] }));
  }
  return format === 'standard' ? (batch as { data: unknown[] }).data : (batch as unknown[]);
}

/** The data in the body of one event. */
function dataOf(format: EndpointFormat, body: unknown): unknown {
  if (format === 'raw') return body;
  if (format === 'mautic') return Object.values(body as Record<string, unknown[]>)[0]![0];
  return (body as { data: unknown }).data;
}

function expectedOf(format: EndpointFormat, value: unknown): unknown {
  if (format !== 'mautic') return value;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return {
    ...(isObject ? value : { data: value }),
    timestamp: '2018-04-10T15:04:57+00:00',
  };
}

describe('batches', () => {
  it('D23: are cut so that each body is within the limit, and known to the byte', () => {
    const item = fc.record({
      data: fc.json({ maxDepth: 2 }),
      topic: fc.constantFrom('user/a/b', 'user/c/d', 'user/"é/f'),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...formats),
        fc.array(item, { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 100, max: 2_000 }),
        (format, given, maxItems, bytes) => {
          const made = bodyFormats[format];
          const items = given.map(({ data, topic }) => made.itemOf(event(data, topic), rules));

          const cut = cutBatches(items, made, { items: maxItems, bytes });

          expect(cut.flatMap((batch) => batch.items)).toEqual(items);
          for (const { items: within, sizeBytes } of cut) {
            expect(within.length).toBeLessThanOrEqual(maxItems);
            expect(sizeBytes).toBe(Buffer.byteLength(made.batchOf(within, madeAt)));
            if (within.length > 1) expect(sizeBytes).toBeLessThanOrEqual(bytes);
          }
        },
      ),
    );
  });

  it('M6: take as many items as the limit says', () => {
    const items = Array.from({ length: 10 }, () => bodyFormats.raw.itemOf(event('{}'), rules));

    const cut = cutBatches(items, bodyFormats.raw, { items: 3, bytes: 1_048_576 });

    expect(cut.map((batch) => batch.items.length)).toEqual([3, 3, 3, 1]);
  });
});
