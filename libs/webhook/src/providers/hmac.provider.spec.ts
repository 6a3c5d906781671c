import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import fc from 'fast-check';
import { Sender } from '../verification/sender.ts';
import { DeliveryBody } from './delivery-body.ts';
import { hmac } from './hmac.provider.ts';

const pathsOf = (config: object): string[] =>
  hmac.config.safeParse(config).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('the options of the generic provider', () => {
  it.each([
    ['header', {}],
    ['header', { header: 'a b' }],
    ['', { header: 'x', unknown: 1 }],
    ['template', { header: 'x', template: '{timestamp}' }],
    ['template', { header: 'x', template: '{body}{nothing}' }],
    ['template', { header: 'x', template: '{body}{header:a b}' }],
    ['timestamp_header', { header: 'x', template: '{timestamp}{body}' }],
    ['timestamp_field', { header: 'x', timestamp_field: 't', template: '{timestamp}{body}' }],
    ['template', { header: 'x', timestamp_header: 'X-Time' }],
    ['template', { header: 'x', timestamp_header: 'X-Time', template: '{header:X-Id}{body}' }],
    ['template', { header: 'x', timestamp_field: 't', list_separator: ',', signature_field: 'v' }],
    ['id_header', { header: 'x', template: '{id}{body}' }],
    ['signature_field', { header: 'x', list_separator: ',' }],
    ['list_separator', { header: 'x', signature_field: 'v1' }],
    ['id_path', { header: 'x', id_path: 'a..b' }],
    ['tolerance_seconds', { header: 'x', tolerance_seconds: 86_401 }],
    ['algorithm', { header: 'x', algorithm: 'md5' }],
  ])('are at fault at "%s" in %j', (path, config) => {
    expect(pathsOf(config)).toEqual([path]);
  });

  it('take a signed time also by the name of its header', () => {
    expect(
      pathsOf({ header: 'x', timestamp_header: 'x-time', template: '{header:X-Time}{body}' }),
    ).toEqual([]);
  });

  it('refuse a secret that is not written as they say', () => {
    const options = (secret_encoding: string) =>
      hmac.config.parse({ header: 'x', secret_encoding });

    expect(hmac.keyOf('not hex', options('hex'))).toBeUndefined();
    expect(hmac.keyOf('not base64!', options('base64'))).toBeUndefined();
    expect(hmac.keyOf('', options('utf8'))).toBeUndefined();
    expect(hmac.keyOf('00ff', options('hex'))?.export()).toEqual(Buffer.from([0, 255]));
  });
});

describe('a request that is signed as a list', () => {
  const config = {
    header: 'X-Sig',
    list_separator: ',',
    signature_field: 'v1',
    timestamp_field: 't',
    template: '{timestamp}.{body}',
  };
  const settings = { mode: 'required', public_url: null, tolerance_seconds: null, config } as const;
  const sender = new Sender(hmac, settings, [{ id: 'one', value: 'k', expiresAtMs: Infinity }]);
  const sent = (signature: string, nowMs: number) =>
    sender.verdictOf(
      {
        method: 'POST',
        url: 'https://x/',
        headers: { 'x-sig': [signature] },
        rawBody: Buffer.from('{}'),
      },
      nowMs,
    );
  const signed = (time: string): string =>
    createHmac('sha256', 'k').update(`${time}.{}`).digest('hex');

  it('is recognised by any of its signatures', () => {
    const signature = `t=1700000000, v0=${'0'.repeat(64)},v1=${'a'.repeat(64)},v1=${signed('1700000000')}`;

    expect(sent(signature, 1_700_000_299_000)).toEqual({
      is: 'accepted',
      scheme: 'hmac-sha256',
      secretId: 'one',
      signedAtMs: 1_700_000_000_000,
    });
  });

  it.each([
    ['timestamp_missing', `v1=${signed('1')}`],
    ['timestamp_malformed', `t=soon,v1=${signed('soon')}`],
    ['timestamp_malformed', `t=999999999999999,v1=${signed('999999999999999')}`],
    ['timestamp_out_of_range', `t=1,v1=${signed('1')}`],
    ['signature_missing', 't=1700000000'],
    ['signature_malformed', 't=1700000000,v1=zz'],
    ['signature_mismatch', `t=1700000001,v1=${signed('1700000000')}`],
  ])('is refused: %s', (reason, signature) => {
    expect(sent(signature, 1_700_000_000_000)).toEqual({ is: 'refused', reason });
  });
});

describe('an address that was given to the sender', () => {
  const config = { header: 'x-sig', template: '{url} {path} {query} {body}' };
  const verdictOf = (public_url: string | null, url: string, signedText: string) => {
    const settings = { mode: 'required', public_url, tolerance_seconds: null, config } as const;
    const secrets = [{ id: 'one', value: 'k', expiresAtMs: Infinity }];
    const signature = createHmac('sha256', 'k').update(signedText).digest('hex');
    const request = {
      method: 'POST',
      url,
      headers: { 'x-sig': [signature] },
      rawBody: Buffer.of(),
    };
    return new Sender(hmac, settings, secrets).verdictOf(request, 0).is;
  };

  it('is what counts, with the query as it came', () => {
    const url = 'https://inside.example/webhooks/1?a=%20b';

    expect(verdictOf(null, url, `${url} /webhooks/1 a=%20b `)).toBe('accepted');
    expect(verdictOf('https://out.example/x', url, 'https://out.example/x?a=%20b /x a=%20b ')).toBe(
      'accepted',
    );
    expect(verdictOf('https://out.example/?k', url, 'https://out.example/?k / k ')).toBe(
      'accepted',
    );
    expect(verdictOf('https://out.example/x', url, `${url} /webhooks/1 a=%20b `)).toBe('refused');
  });
});

describe('what the generic provider says of a delivery', () => {
  it('is in a header or in the body, and throws at no body', () => {
    const config = hmac.config.parse({
      header: 'x',
      id_header: 'X-Id',
      id_path: 'ids[1]',
      hint_path: 'event.type',
    });
    const text = '{"ids":[1,2],"event":{"type":"paid"}}';
    const body = new DeliveryBody({ kind: 'json', json: new RawJson(text), isObject: true });

    expect(hmac.deliveryIdOf({ headers: { 'x-id': ['a'] }, body }, config)).toBe('a');
    expect(hmac.deliveryIdOf({ headers: {}, body }, config)).toBe('2');
    expect(hmac.hintOf({ headers: {}, body }, config)).toBe('paid');
    fc.assert(
      fc.property(fc.json(), (json) => {
        const any = new DeliveryBody({ kind: 'json', json: new RawJson(json), isObject: true });
        expect(() => hmac.hintOf({ headers: {}, body: any }, config)).not.toThrow();
      }),
    );
  });
});
