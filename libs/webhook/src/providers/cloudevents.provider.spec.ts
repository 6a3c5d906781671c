import { describe, expect, it } from '@jest/globals';
import { outcomeOf, wordOf } from '../testing/arrival.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { cloudevents } from './cloudevents.provider.ts';

const asked = (headers: Record<string, string>, config = {}) =>
  outcomeOf(cloudevents, { method: 'OPTIONS', headers, config });

describe('a sender of CloudEvents that asks for leave', () => {
  const origin = { 'WebHook-Request-Origin': 'Eventemitter.example.com' };

  it.each([
    [{}, {}, '*'],
    [{ 'WebHook-Request-Rate': '120' }, {}, '120'],
    [{ 'WebHook-Request-Rate': '120' }, { rate: 60 }, '60'],
    [{ 'WebHook-Request-Rate': '1\r\nx: y' }, {}, '*'],
    [{ 'WebHook-Request-Rate': '0' }, {}, '*'],
  ])('with %j and the options %j may send at a rate of %s', (headers, config, rate) => {
    expect(asked({ ...origin, ...headers }, config)).toMatchObject({
      is: 'greeted',
      answer: {
        status: 200,
        headers: {
          'webhook-allowed-origin': 'Eventemitter.example.com',
          'webhook-allowed-rate': rate,
          allow: 'POST, OPTIONS',
        },
      },
    });
  });

  it('gets it when the owner lists it, in any case', () => {
    expect(asked(origin, { allowed_origins: ['EVENTEMITTER.example.com'] }).is).toBe('greeted');
    expect(asked(origin, { allowed_origins: ['example.com'] })).toMatchObject({
      is: 'not_greeted',
      status: 403,
    });
    expect(asked(origin, { allowed_origins: [] }).is).toBe('not_greeted');
  });

  it('must say who it is, in a name that can be given back', () => {
    expect(asked({})).toMatchObject({ is: 'not_greeted', status: 405 });
    expect(asked({ 'WebHook-Request-Origin': 'a b' })).toMatchObject({ status: 403 });
  });
});

describe('a CloudEvent', () => {
  const event = '{"specversion":"1.0","type":"t","source":"/a","id":"1","data":{}}';

  it('has its attributes in the body, or in headers beside its data', () => {
    const structured = deliveryOf(event, {
      'content-type': ['application/cloudevents+json; charset=utf-8'],
    });
    const binary = deliveryOf('{"id":"x","source":"x","type":"x"}', {
      'content-type': ['application/json'],
      'ce-id': ['1'],
      'ce-source': ['/a'],
      'ce-type': ['t'],
    });

    for (const delivery of [structured, binary]) {
      expect(cloudevents.deliveryIdOf(delivery)).toBe('/a:1');
      expect(cloudevents.hintOf(delivery)).toBe('t');
    }
    expect(cloudevents.deliveryIdOf(deliveryOf(event))).toBeUndefined();
  });

  it.each([
    [true, false, { 'content-type': ['application/cloudevents+json; charset=utf-8'] }],
    [true, true, { 'content-type': ['Application/CloudEvents-Batch+JSON'] }],
    [true, false, { 'content-type': ['application/json'], 'ce-id': ['1'] }],
    [true, false, { 'ce-id': ['1'] }],
    [false, false, { 'content-type': ['application/json'] }],
    [false, false, { 'content-type': ['application/cloudevents+xml'] }],
    [false, false, {}],
  ])('is taken: %j, and is several: %j, with the headers %j', (isTaken, isBatch, headers) => {
    expect(cloudevents.takesContent({ headers })).toBe(isTaken);
    expect(cloudevents.isBatch({ headers })).toBe(isBatch);
  });

  it('comes with its token in a header or in the address', () => {
    const secrets = ['k'];
    const url = 'https://hooks.example.com/in?access_token=k';

    expect(wordOf(cloudevents, { secrets, url })).toBe('accepted');
    expect(wordOf(cloudevents, { secrets, headers: { authorization: 'Bearer k' } })).toBe(
      'accepted',
    );
    expect(wordOf(cloudevents, { secrets, headers: { authorization: 'k' } })).toBe(
      'signature_malformed',
    );
  });
});
