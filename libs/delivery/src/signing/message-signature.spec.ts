import { describe, expect, it } from '@jest/globals';
import { createHmac, createPublicKey, verify } from 'node:crypto';
import { httpSignatureHeaders } from './http-signature.ts';
import { privateKeyOf } from './key-text.ts';
import {
  contentDigestOf,
  messageSignatureOf,
  signatureBaseOf,
  signatureInputOf,
  type Component,
} from './message-signature.ts';

// RFC 9421, appendix B.
const date: Component = ['date', 'Tue, 20 Apr 2021 02:07:55 GMT'];
const created = 1_618_884_473;
const sharedSecret = Buffer.from(
  'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==',
  'base64',
);
const seed = Buffer.from('n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU=', 'base64');
const publicKey = Buffer.from('JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=', 'base64');
const privateKey = `whsk_${Buffer.concat([seed, publicKey]).toString('base64')}`;

describe('a message signature', () => {
  it('B.2.5: by HMAC-SHA256', () => {
    const components: Component[] = [
      date,
      ['@authority', 'example.com'],
      ['content-type', 'application/json'],
    ];

    const input = signatureInputOf(components, { created, keyid: 'test-shared-secret' });

    expect(input).toBe(
      '("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    );
    expect(
      messageSignatureOf(signatureBaseOf(components, input), 'hmac-sha256', sharedSecret),
    ).toBe('pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=');
  });

  it('B.2.6: by Ed25519', () => {
    const components: Component[] = [
      date,
      ['@method', 'POST'],
      ['@path', '/foo'],
      ['@authority', 'example.com'],
      ['content-type', 'application/json'],
      ['content-length', '18'],
    ];
    const input = signatureInputOf(components, { created, keyid: 'test-key-ed25519' });
    const base = signatureBaseOf(components, input);

    expect(messageSignatureOf(base, 'ed25519', privateKeyOf(privateKey))).toBe(
      'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
    );
  });

  it('digests a body as RFC 9530 says', () => {
    expect(contentDigestOf(Buffer.from('{"hello": "world"}'))).toBe(
      'sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:',
    );
  });
});

describe('the headers of a signed request', () => {
  const endpointId = '019a9c1e-0000-7000-8000-000000000001';
  const request = {
    method: 'POST',
    url: 'https://example.com/hook?a=1',
    endpointId,
    id: '019a9c1e-7c00-7abc-8000-000000000001',
    timestamp: 1_614_265_330,
    body: Buffer.from('{"a":1.0}'),
  };
  const newest = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', privateKey, validUntil: null };
  const older = { secret: 'mySecret', privateKey: null, validUntil: null };
  const input = `("@method" "@target-uri" "content-digest" "webhook-id" "webhook-timestamp");created=1614265330;keyid="${endpointId}"`;
  const baseOf = (alg: string): string =>
    [
      '"@method": POST',
      '"@target-uri": https://example.com/hook?a=1',
      `"content-digest": ${contentDigestOf(request.body)}`,
      `"webhook-id": ${request.id}`,
      '"webhook-timestamp": 1614265330',
      `"@signature-params": ${input};alg="${alg}"`,
    ].join('\n');

  it('cover method, target, body, id and time, and old keys sign beside the new one', () => {
    const headers = httpSignatureHeaders([newest, older], request, 'hmac-sha256');

    const expected = [Buffer.from(newest.secret.slice(6), 'base64'), 'mySecret'].map((key) =>
      createHmac('sha256', key).update(baseOf('hmac-sha256')).digest('base64'),
    );
    expect(headers).toEqual([
      ['Content-Digest', contentDigestOf(request.body)],
      ['Signature-Input', `sig1=${input};alg="hmac-sha256", sig2=${input};alg="hmac-sha256"`],
      ['Signature', `sig1=:${expected[0]}:, sig2=:${expected[1]}:`],
    ]);
  });

  it('are verified by the public key', () => {
    const [, , [, signature] = []] = httpSignatureHeaders([newest, older], request, 'ed25519');

    const [, value] = /^sig1=:([^:]+):$/.exec(signature!)!;
    expect(
      verify(
        null,
        Buffer.from(baseOf('ed25519')),
        createPublicKey(privateKeyOf(privateKey)),
        Buffer.from(value!, 'base64'),
      ),
    ).toBe(true);
  });
});
