import { describe, expect, it } from '@jest/globals';
import { mauticSignatureOf } from './mautic-signature.ts';
import { SigningError } from './signing.errors.ts';
import { standardSignatureOf, v1aOf, v1Of } from './standard-webhooks.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const privateKey =
  'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
const content = (body: string) => ({
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: Buffer.from(body),
});

describe('D4: signatures', () => {
  it.each([
    ['{"test": 2432232314}', 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='],
    ['', 'v48jdbgvh29KJz2Qc+ghw8G6vG3nAKnujWBg8oM/62A='],
    ['{"name":"Zoë 😀"}', '5dE+xCmDRCTT6qQMUoXsLn7BV/TeIxgDgZbwmC3tErE='],
    [
      '{"type":"user/contact/created","timestamp":"2018-04-10T15:04:57.000Z","data":{"id":1}}',
      'qQ0UaF8mT6o0cLxnWMfBgafCnMZRyZEK9YDy400EmBs=',
    ],
  ])('of the kind v1 of %s', (body, signature) => {
    expect(v1Of(secret, content(body))).toBe(`v1,${signature}`);
  });

  it('of the kind v1a', () => {
    expect(v1aOf(privateKey, content('{"test": 2432232314}'))).toBe(
      'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
    );
  });

  const lead =
    '{"mautic.lead_post_save_new":[{"contact":{"id":1,"points":4},"timestamp":"2018-04-10T15:04:57+00:00"}]}';
  it.each([
    ['mySecret', lead, 'Q5G5tkJNBIAtwpfcARBRrt6dGIXfupdgskZYsrmkNTo='],
    [secret, lead, 'n6tIYJyV5dcrifVXiTBMUseSK7jPdG0HI8xIWQBdAOM='],
    [
      'mySecret',
      '{"user/contact/created":[{"id":1,"timestamp":"2018-04-10T15:04:57+00:00"},{"id":2,"timestamp":"2018-04-10T15:04:58+00:00"}],"user/contact/deleted":[{"id":1,"timestamp":"2018-04-10T15:05:00+00:00"}]}',
      'PjAhPs2f9Bno+Wke2AMUMgfI7HZr+M4Emlzo147GIPk=',
    ],
  ])('of Mautic by %s', (key, body, signature) => {
    expect(mauticSignatureOf(key, Buffer.from(body))).toBe(signature);
  });

  it('stand in a list: v1 before v1a, the newest key first', () => {
    const old = {
      secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
      privateKey: null,
      validUntil: null,
    };
    const mautic = { secret: 'any text', privateKey: null, validUntil: null };
    const older = {
      secret: `whsec_${Buffer.alloc(32, 8).toString('base64')}`,
      privateKey,
      validUntil: null,
    };
    const body = content('{}');

    const signature = standardSignatureOf(
      [{ secret, privateKey, validUntil: null }, old, mautic, older],
      body,
      'both',
    );

    expect(signature.split(' ')).toEqual([
      v1Of(secret, body),
      v1Of(old.secret, body),
      v1Of(older.secret, body),
      v1aOf(privateKey, body),
      v1aOf(privateKey, body),
    ]);
    expect(standardSignatureOf([{ secret, privateKey, validUntil: null }], body, 'v1a')).toBe(
      v1aOf(privateKey, body),
    );
  });

  it.each([
    ['v1', { secret: 'mySecret', privateKey: null, validUntil: null }],
    ['v1', { secret: 'whsec_', privateKey: null, validUntil: null }],
    ['v1a', { secret, privateKey: null, validUntil: null }],
    ['v1a', { secret, privateKey: 'whsk_AAAA', validUntil: null }],
  ] as const)('of the kind %s are refused without a key that fits: %j', (kind, key) => {
    expect(() => standardSignatureOf([key], content('{}'), kind)).toThrow(SigningError);
  });
});
