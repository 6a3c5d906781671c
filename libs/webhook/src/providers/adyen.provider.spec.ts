import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { wordOf } from '../testing/arrival.ts';
import { deliveryOf } from '../testing/delivery-of.ts';
import { adyen } from './adyen.provider.ts';

const key = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056';
const secrets = ['00', key];
const hmac = (text: string) =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('base64');

const item = (psp: string, more: object = {}) => ({
  NotificationRequestItem: {
    pspReference: psp,
    merchantAccountCode: 'TestMerchant',
    merchantReference: 'Test:Payment\\1',
    amount: { value: 1130, currency: 'EUR' },
    eventCode: 'AUTHORISATION',
    success: 'true',
    additionalData: {
      hmacSignature: hmac(`${psp}::TestMerchant:Test:Payment\\1:1130:EUR:AUTHORISATION:true`),
    },
    ...more,
  },
});
const bodyOf = (...items: object[]) => JSON.stringify({ live: 'false', notificationItems: items });

describe('a standard webhook of Adyen', () => {
  it('is signed item by item, and every item counts', () => {
    expect(wordOf(adyen, { secrets, body: bodyOf(item('1')) })).toBe('accepted');
    expect(wordOf(adyen, { secrets, body: bodyOf(item('1'), item('2')) })).toBe('accepted');
    expect(
      wordOf(adyen, { secrets, body: bodyOf(item('1'), item('2', { success: 'false' })) }),
    ).toBe('signature_mismatch');
    expect(
      wordOf(adyen, { secrets, body: bodyOf(item('1'), item('2', { additionalData: {} })) }),
    ).toBe('signature_missing');
    expect(
      wordOf(adyen, {
        secrets,
        body: bodyOf(item('1', { additionalData: { hmacSignature: '?' } })),
      }),
    ).toBe('signature_malformed');
  });

  it.each(['{"notificationItems":[]}', '{"notificationItems":{}}', 'null', '[]', 'x'])(
    'is refused without an item: %s',
    (body) => {
      expect(wordOf(adyen, { secrets, body })).not.toBe('accepted');
    },
  );

  it('is refused when a signed value comes twice', () => {
    const body = bodyOf(item('1')).replace('"eventCode"', '"eventCode":"REFUND","eventCode"');

    expect(wordOf(adyen, { secrets, body })).toBe('payload_unreadable');
  });

  it('is answered as Adyen asks, and known by its first item', () => {
    const delivery = deliveryOf(bodyOf(item('1'), item('2')));

    expect(adyen.successOf()).toMatchObject({ status: 200, body: '[accepted]' });
    expect(adyen.deliveryIdOf(delivery)).toBe('1:AUTHORISATION:true');
    expect(adyen.hintOf(delivery)).toBe('AUTHORISATION');
  });
});

describe('a platform webhook of Adyen', () => {
  const body = '{"type":"balancePlatform.transfer.created"}';

  it('is signed as a whole, in a header', () => {
    expect(wordOf(adyen, { secrets, body, headers: { HmacSignature: hmac(body) } })).toBe(
      'accepted',
    );
    expect(wordOf(adyen, { secrets, body })).toBe('signature_missing');
    expect(
      wordOf(adyen, { secrets, body: `${body} `, headers: { HmacSignature: hmac(body) } }),
    ).toBe('signature_mismatch');
    expect(adyen.hintOf(deliveryOf(body))).toBe('balancePlatform.transfer.created');
    expect(adyen.deliveryIdOf(deliveryOf(body))).toBeUndefined();
  });
});

it('a webhook of Adyen must log in as well where the owner wants that', () => {
  const config = { basic: 'user:pass:word' };
  const body = bodyOf(item('1'));
  const login = (text: string) => ({
    authorization: `Basic ${Buffer.from(text).toString('base64')}`,
  });

  expect(wordOf(adyen, { secrets, body, config, headers: login('user:pass:word') })).toBe(
    'accepted',
  );
  expect(wordOf(adyen, { secrets, body, config, headers: login('user:pass') })).toBe(
    'signature_mismatch',
  );
  expect(wordOf(adyen, { secrets, body, config })).toBe('signature_mismatch');
});
