import fc from 'fast-check';
import type { DedupeKey } from '@millwright/contracts';
import { deliveryOf, formDeliveryOf } from '../testing/delivery-of.ts';
import { dedupeRuleOf } from './dedupe-rule.ts';

interface Given {
  json?: string;
  headers?: Record<string, string[]>;
  bytes?: string;
  deliveryId?: string;
  index?: number;
}

const keyOf = (
  by: string | null,
  { json = '{}', headers = {}, bytes = json, deliveryId, index }: Given,
): DedupeKey | undefined =>
  dedupeRuleOf(by === null ? null : { by, window_seconds: 60 })?.keyOf({
    ...deliveryOf(json, headers),
    ...{ bytes: Buffer.from(bytes), deliveryId, index },
  });
const isSame = (by: string | null, one: Given, other: Given): boolean =>
  keyOf(by, one)!.key === keyOf(by, other)!.key;

describe('what makes a delivery a duplicate', () => {
  it("is the sender's own id, for a day, unless the webhook says otherwise", () => {
    expect(keyOf(null, { deliveryId: 'a' })).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      window_seconds: 86_400,
    });
    expect(isSame(null, { deliveryId: 'a' }, { deliveryId: 'b' })).toBe(false);
    expect(isSame('delivery-id', { deliveryId: 'a' }, { deliveryId: 'a', json: '1' })).toBe(true);
    expect(keyOf(null, { json: '{"id":1}' })).toBeUndefined();
  });

  it('is nothing with a window of 0', () => {
    expect(dedupeRuleOf({ by: 'body-sha256', window_seconds: 0 })).toBeUndefined();
  });

  it('is a header in any case, with all its lines', () => {
    const lines = (...values: string[]): Given => ({ headers: { 'x-id': values } });

    expect(isSame('header:X-Id', lines(' 1 '), lines('1'))).toBe(true);
    expect(isSame('header:X-Id', lines('1', '2'), lines('1'))).toBe(false);
    expect(keyOf('header:X-Id', lines(' '))).toBeUndefined();
    expect(keyOf('header:X-Id', {})).toBeUndefined();
  });

  it.each([
    ['path:id', '{"id":1}', '{"id":1,"at":2}', '{"id":2}'],
    ['path:$.id', '{"id":"x"}', '{"id":"x","at":2}', '{"id":"y"}'],
    [
      'path:events[0].id',
      '{"events":[{"id":1}]}',
      '{"events":[{"id":1},2]}',
      '{"events":[{"id":2}]}',
    ],
    ['path:a.b + c', '{"a":{"b":1},"c":2}', '{"c":2,"a":{"b":1}}', '{"a":{"b":1},"c":3}'],
    ['path:a + b', '{"a":"1:2","b":"3"}', '{"a":"1:2","b":"3","c":1}', '{"a":"1","b":"2:3"}'],
  ])('is a value of the body: %s', (by, json, same, other) => {
    expect(isSame(by, { json }, { json: same })).toBe(true);
    expect(isSame(by, { json }, { json: other })).toBe(false);
    expect(keyOf(by, { json: '{}' })).toBeUndefined();
    expect(keyOf(by, { json: '[]' })).toBeUndefined();
  });

  it('is a text, a number or a boolean, and all of several values', () => {
    for (const json of ['{"id":null}', '{"id":{}}', '{"id":[1]}', '{"id":""}']) {
      expect([json, keyOf('path:id', { json })]).toEqual([json, undefined]);
    }
    expect(keyOf('path:a + b', { json: '{"a":1}' })).toBeUndefined();
  });

  it('is a field of a form', () => {
    const rule = dedupeRuleOf({ by: 'path:order.id', window_seconds: 60 })!;
    const rest = { bytes: Buffer.from(''), deliveryId: undefined, index: undefined };
    const ofForm = (form: string) => rule.keyOf({ ...formDeliveryOf(form), ...rest });

    expect(ofForm('order[id]=1&x=2')).toEqual(ofForm('order[id]=1'));
    expect(ofForm('order=1')).toBeUndefined();
  });

  it('is the body as it came, to the byte', () => {
    expect(isSame('body-sha256', { bytes: '{"a":1}' }, { bytes: '{"a":1}' })).toBe(true);
    expect(isSame('body-sha256', { bytes: '{"a":1}' }, { bytes: '{"a": 1}' })).toBe(false);
  });

  it('tells the deliveries of one request apart, which share its headers and bytes', () => {
    const of = (index: number): Given => ({ headers: { 'x-id': ['1'] }, index, deliveryId: 'a' });

    for (const by of ['header:x-id', 'body-sha256']) {
      expect([by, isSame(by, of(0), of(1)), isSame(by, of(1), of(1))]).toEqual([by, false, true]);
    }
    expect(isSame('delivery-id', of(0), of(1))).toBe(true);
  });

  it('begins anew with another rule', () => {
    const given = { json: '{"id":"1"}', headers: { id: ['1'] }, deliveryId: '1' };
    const keys = ['delivery-id', 'header:id', 'path:id'].map((by) => keyOf(by, given)!.key);

    expect(new Set(keys).size).toBe(3);
  });

  it('for any path and any body is a key or nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), (path, json) => {
        const key = keyOf(`path:${path}`, { json });
        expect(key === undefined || key.key.length === 64).toBe(true);
      }),
    );
  });
});
