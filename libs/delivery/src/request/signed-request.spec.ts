import { describe, expect, it } from '@jest/globals';
import { RawJson } from '@millwright/kernel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';
import type { EndpointSecrets } from '../endpoints/endpoint-settings.ts';
import { bodyFormats, type Body } from '../formats/index.ts';
import { mauticSignatureOf, SigningError, v1Of, type SigningKey } from '../signing/index.ts';
import type { RequestEndpoint, RequestSettings } from './request-endpoint.ts';
import { signedRequestOf, type RequestDelivery, type SignedRequest } from './signed-request.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const oldSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const key = (text: string, validUntil: Date | null = null): SigningKey => ({
  secret: text,
  privateKey: null,
  validUntil,
});
const now = new Date();
const instance = { publicUrl: 'https://mw.example', version: '1.2.3' };
const rules = {
  typeNames: { 'user/contact/created': 'mautic.lead_post_save_new' },
  source: 'https://mw.example/w/main',
};

const endpoint = (
  fields: Partial<RequestSettings> = {},
): RequestEndpoint & { secrets: EndpointSecrets } => ({
  endpoint: {
    id: '019a9c1e-0000-7000-8000-000000000001',
    url: 'https://example.com/hook?a=1',
    settings: {
      auth: { type: 'none' },
      header_names: [],
      http_signature: 'none',
      signature: 'v1',
      verify_origin: false,
      ...fields,
    },
  },
  secrets: { headers: {}, auth: null, client_key: null },
  keys: [key(secret)],
});

const delivery = (
  format: EndpointFormat,
  fields: Partial<RequestDelivery> = {},
): RequestDelivery => ({
  id: '019a9c1e-7c00-7abc-8000-000000000001',
  format,
  json: '{"a":1.0}',
  isText: false,
  isBatched: false,
  topic: 'user/contact/created',
  isTest: false,
  ...fields,
});

const attempt = { number: 1, now, accessToken: null };
const requestOf = (of: RequestEndpoint, what: RequestDelivery): SignedRequest =>
  signedRequestOf(of, what, attempt, instance);
const headersOf = ({ headers }: SignedRequest): Record<string, string> =>
  Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));

const formats = ['mautic', 'standard', 'cloudevents', 'raw'] as const;

describe('D8: a request', () => {
  const events = [
    { id: '019a9c1e-7c00-7000-8000-000000000001', data: '{"id":1,"points":1.0,"tag":null}' },
    { id: '019a9c1e-7c00-7000-8000-000000000002', data: '{"big":12345678901234567890}' },
    { id: '019a9c1e-7c00-7000-8000-000000000003', data: '"Zo\\u00eb \\ud83d\\ude00"' },
  ].map(({ id, data }, index) => ({
    id,
    topic: index === 1 ? 'user/contact/deleted' : 'user/contact/created',
    createdAt: new Date(`2018-04-10T15:04:5${index}.000Z`),
    data: new RawJson(data),
  }));

  const bodyOf = (format: EndpointFormat, what: string): Body => {
    const made = bodyFormats[format];
    if (what === 'immediate') return made.bodyOf(events[0]!, rules);
    if (what === 'text') return made.bodyOf(events[2]!, rules);
    const items = events.map((event) => made.itemOf(event, rules));
    return { json: made.batchOf(items, new Date('2018-04-10T15:05:00.000Z')), isText: false };
  };

  it.each(
    formats.flatMap((format) =>
      ['immediate', 'batched', 'text'].map((what) => [format, what] as const),
    ),
  )('of %s, %s, is the golden one', (format, what) => {
    const of = endpoint({ verify_origin: true, header_names: ['X-Tenant'] });
    of.secrets.headers = { 'X-Tenant': 'blue' };
    const isBatched = what === 'batched';
    const made = delivery(format, {
      ...bodyOf(format, what),
      isBatched,
      topic: isBatched ? null : 'user/contact/created',
    });

    const { url, headers, body } = signedRequestOf(
      of,
      made,
      { number: 3, now: new Date(1_614_265_330_999), accessToken: null },
      instance,
    );

    const text = [
      `POST ${url}`,
      ...headers.map(([name, value]) => `${name}: ${value}`),
      '',
      body.toString(),
      '',
    ].join('\n');
    const path = join(import.meta.dirname, '__golden__', `${format}-${what}.http`);
    expect(text).toBe(readFileSync(path, 'utf8'));
  });
});

describe('a request', () => {
  it.each(['standard', 'cloudevents', 'raw'] as const)(
    'D4: of %s is accepted by the libraries of receivers, and by them only as it was sent',
    (format) => {
      const request = requestOf(endpoint(), delivery(format));
      const headers = headersOf(request);
      const body = request.body.toString();
      for (const webhook of [new Webhook(secret), new SvixWebhook(secret)]) {
        const accepts = (payload: string, changed: Record<string, string> = {}): boolean => {
          try {
            webhook.verify(payload, { ...headers, ...changed });
            return true;
          } catch {
            return false;
          }
        };

        expect(accepts(body)).toBe(true);
        expect(accepts(body.replace('1.0', '1.1'))).toBe(false);
        expect(accepts(body, { 'webhook-id': `${headers['webhook-id']!.slice(0, -1)}2` })).toBe(
          false,
        );
        const later = String(Number(headers['webhook-timestamp']) + 1);
        expect(accepts(body, { 'webhook-timestamp': later })).toBe(false);
      }
    },
  );

  it('D5: is signed by the new secret and by the old one as long as that is valid', () => {
    const of = endpoint();
    of.keys = [key(secret), key(oldSecret, new Date(now.getTime() + 1_000))];
    const content = (request: SignedRequest) => ({
      id: delivery('raw').id,
      timestamp: Math.floor(now.getTime() / 1_000),
      body: request.body,
    });

    const request = requestOf(of, delivery('standard'));

    const both = headersOf(request)['webhook-signature'];
    expect(both).toBe(`${v1Of(secret, content(request))} ${v1Of(oldSecret, content(request))}`);
    for (const valid of [secret, oldSecret])
      expect(() =>
        new Webhook(valid).verify(request.body.toString(), headersOf(request)),
      ).not.toThrow();

    of.keys = [key(secret), key(oldSecret, now)];
    const after = headersOf(requestOf(of, delivery('standard')))['webhook-signature'];
    expect(after).toBe(v1Of(secret, content(request)));
  });

  it('D5: of mautic has the signature by the secret before in a header of its own', () => {
    const of = endpoint();
    const soon = new Date(now.getTime() + 1_000);
    of.keys = [key(secret), key('oldSecret', soon), key('older', soon)];

    const request = requestOf(of, delivery('mautic'));

    expect(headersOf(request)).toMatchObject({
      'webhook-signature': mauticSignatureOf(secret, request.body),
      'webhook-signature-previous': mauticSignatureOf('oldSecret', request.body),
    });
    expect(() =>
      new Webhook(secret).verify(request.body.toString(), {
        ...headersOf(request),
        'webhook-signature': headersOf(request)['x-millwright-signature']!,
      }),
    ).not.toThrow();
  });

  it('D27: of mautic by a text of one’s own has no other signature', () => {
    const of = endpoint();
    of.keys = [key('mySecret')];

    const names = Object.keys(headersOf(requestOf(of, delivery('mautic'))));

    expect(names.filter((name) => name.includes('signature'))).toEqual(['webhook-signature']);
  });

  it('M7: is a mautic POST as Mautic sends it, the signed bytes and no others', () => {
    const request = requestOf(endpoint(), delivery('mautic'));

    expect(request.body.toString()).toBe('{"a":1.0}');
    expect(headersOf(request)).toMatchObject({
      'content-type': 'application/json',
      'x-origin-base-url': 'https://mw.example',
      'webhook-signature': mauticSignatureOf(secret, request.body),
    });
  });

  it('has another timestamp, number and signature at the next attempt, and the same id and bytes', () => {
    const later = { number: 2, now: new Date(now.getTime() + 5_000), accessToken: null };

    const first = requestOf(endpoint(), delivery('standard'));
    const second = signedRequestOf(endpoint(), delivery('standard'), later, instance);

    expect(second.body).toEqual(first.body);
    expect(headersOf(second)['webhook-id']).toBe(headersOf(first)['webhook-id']);
    for (const name of ['webhook-timestamp', 'x-millwright-attempt', 'webhook-signature'])
      expect(headersOf(second)[name]).not.toBe(headersOf(first)[name]);
  });

  it.each([
    [{ type: 'bearer' }, 'Bearer s3cret'],
    [{ type: 'basic', username: 'zoë' }, `Basic ${Buffer.from('zoë:s3cret').toString('base64')}`],
    [
      { type: 'oauth2', token_url: 'https://a.example', client_id: 'x', scope: null },
      'Bearer t0ken',
    ],
  ] as const)('says who it is by %j', (auth, authorization) => {
    const of = endpoint({ auth, header_names: ['authorization'] });
    of.secrets = { headers: { authorization: 'other' }, auth: 's3cret', client_key: null };

    const request = signedRequestOf(
      of,
      delivery('raw'),
      { ...attempt, accessToken: 't0ken' },
      instance,
    );

    const sent = request.headers.filter(([name]) => name.toLowerCase() === 'authorization');
    expect(sent).toEqual([['Authorization', authorization]]);
  });

  it('D6: shows no value of its own headers and no credentials, but its signatures', () => {
    const of = endpoint({
      auth: { type: 'bearer' },
      header_names: ['X-Key', 'Content-type', 'webhook-ID'],
      http_signature: 'hmac-sha256',
    });
    of.secrets = {
      headers: { 'X-Key': 'k3y', 'Content-type': 'x', 'webhook-ID': 'y' },
      auth: 's3cret',
      client_key: null,
    };

    const { headers, shownHeaders } = requestOf(of, delivery('raw'));

    expect(headers).toContainEqual(['X-Key', 'k3y']);
    expect(shownHeaders).toEqual({
      ...Object.fromEntries(headers),
      'X-Key': '***',
      Authorization: '***',
    });
    expect(Object.keys(shownHeaders)).toEqual(
      expect.arrayContaining([
        'Webhook-Signature',
        'Signature-Input',
        'Signature',
        'Content-Digest',
      ]),
    );
    expect(JSON.stringify(shownHeaders)).not.toMatch(/k3y|s3cret/);
    expect(headers.filter(([name]) => /^(content-type|webhook-id)$/i.test(name))).toHaveLength(2);
  });

  it('of a test says so', () => {
    const request = requestOf(endpoint(), delivery('raw', { isTest: true }));

    expect(headersOf(request)['x-millwright-test']).toBe('true');
    expect(headersOf(requestOf(endpoint(), delivery('raw')))).not.toHaveProperty(
      'x-millwright-test',
    );
  });

  it('is not made without a key', () => {
    const of = endpoint();
    of.keys = [key(secret, now)];

    expect(() => requestOf(of, delivery('raw'))).toThrow(SigningError);
  });

  it('is not made without the secrets that it may need', () => {
    const of = { ...endpoint(), secrets: null };

    expect(() => requestOf(of, delivery('raw'))).toThrow(SigningError);
  });
});
