import type { KeyObject } from 'node:crypto';
import { equalsConstantTime, hmacOf, type JsonValue } from '@millwright/kernel';
import { z } from 'zod';
import { basicCredentialsOf } from '../signatures/authorization.ts';
import { bodyHmac } from '../signatures/body-hmac.ts';
import { decodeBytes } from '../signatures/encodings.ts';
import { headerValues } from '../signatures/header-values.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { strictJsonIn, textAt, valueAt } from '../signatures/strict-json.ts';
import { textAnswer } from './answer.ts';
import { idFrom } from './id-from.ts';
import { membersOf } from './json-in.ts';
import {
  refused,
  type SignedRequest,
  type Verdict,
  type VerifyBy,
  type WebhookProvider,
} from './webhook-provider.ts';

const SIGNED = [
  ['pspReference'],
  ['originalReference'],
  ['merchantAccountCode'],
  ['merchantReference'],
  ['amount', 'value'],
  ['amount', 'currency'],
  ['eventCode'],
  ['success'],
];
const FIRST_ITEM = ['notificationItems', 0, 'NotificationRequestItem'] as const;

const config = z.strictObject({
  basic: z
    .string()
    .regex(/:/, 'user:password is expected')
    .optional()
    .meta({ description: 'user:password that must match as well.', secret: true }),
});

type AdyenConfig = z.output<typeof config>;

const platform = bodyHmac({ header: 'hmacsignature', encoding: 'base64', secretEncoding: 'hex' });

/** Source: Adyen Docs, "Verify HMAC signatures". */
export const adyen = {
  id: 'adyen',
  name: 'Adyen',
  signature:
    'base64 HMAC-SHA256 of eight values, inside each item; platform webhooks sign the body, in a header',
  documentation: 'https://docs.adyen.com/development-resources/webhooks/',
  secretLabel: 'HMAC key, in hex',
  notice: 'Of standard webhooks only eight values of each item are signed.',
  sample: {
    body: '{"live":"false","notificationItems":[{"NotificationRequestItem":{"eventCode":"AUTHORISATION","pspReference":"8515","success":"true","amount":{"value":1000,"currency":"EUR"}}}]}',
  },
  ...platform,
  signsBody: false,
  config,
  keyOf: (secret) => hmacKeyOf(secret, 'hex'),
  secretPlacesOf: () => ({ headers: ['authorization'] }),
  verify(request, by, nowMs) {
    if (!isLoggedIn(request, by.config)) return refused('signature_mismatch');
    const json = strictJsonIn(request.rawBody);
    if (json === undefined) return refused('payload_unreadable');
    const items = valueAt(json, 'notificationItems');
    if (items === undefined) return platform.verify(request, by, nowMs);
    if (!Array.isArray(items) || items.length === 0) return refused('payload_unreadable');
    return verdictOf(
      items.map((item) => valueAt(item, 'NotificationRequestItem')),
      by,
    );
  },
  sign({ rawBody }, { key, config: { basic } }) {
    const { notificationItems, ...rest } = membersOf(rawBody) as { notificationItems: Item[] };
    const body = {
      ...rest,
      notificationItems: notificationItems.map((item) => signedItem(item, key)),
    };
    const login = basic && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` };
    return { body: JSON.stringify(body), ...(login && { headers: login }) };
  },
  deliveryIdOf: ({ body }) =>
    idFrom(
      body.at(...FIRST_ITEM, 'pspReference'),
      body.at(...FIRST_ITEM, 'eventCode'),
      body.at(...FIRST_ITEM, 'success'),
    ),
  hintOf: ({ body }) => body.at(...FIRST_ITEM, 'eventCode') ?? body.at('type'),
  successOf: () => textAnswer('[accepted]'),
} satisfies WebhookProvider<AdyenConfig>;

/** Every item must be good, by one and the same key. */
function verdictOf(
  items: readonly (JsonValue | undefined)[],
  { secrets }: Pick<VerifyBy, 'secrets'>,
): Verdict {
  const written = items.map((item) => textAt(item, 'additionalData', 'hmacSignature'));
  if (written.includes(undefined)) return refused('signature_missing');
  const signatures = written.map((text) => decodeBytes(text!, 'base64'));
  if (signatures.includes(undefined)) return refused('signature_malformed');
  const by = secrets.filter(({ key }) =>
    items
      .map((item) => hmacOf('sha256', key, [signedText(item)]))
      .map((expected, index) => equalsConstantTime(expected, signatures[index]!))
      .every((isGood) => isGood),
  );
  if (by[0] === undefined) return refused('signature_mismatch');
  return { is: 'accepted', scheme: 'hmac-sha256', secretId: by[0].id, signedAtMs: null };
}

interface Item {
  NotificationRequestItem: object;
}

function signedItem({ NotificationRequestItem: item }: Item, key: KeyObject): Item {
  const text = signedText(strictJsonIn(Buffer.from(JSON.stringify(item))));
  const hmacSignature = hmacOf('sha256', key, [text]).toString('base64');
  return { NotificationRequestItem: { ...item, additionalData: { hmacSignature } } };
}

const signedText = (item: JsonValue | undefined): string =>
  SIGNED.map((path) => wordOf(valueAt(item, ...path))).join(':');

const wordOf = (value: JsonValue | undefined): string =>
  value === undefined || value === null || value instanceof Map || Array.isArray(value)
    ? ''
    : String(value);

function isLoggedIn({ headers }: SignedRequest, { basic }: AdyenConfig): boolean {
  if (basic === undefined) return true;
  return headerValues(headers, 'authorization')
    .map((value) => basicCredentialsOf(value) ?? '')
    .map((credentials) => equalsConstantTime(credentials, basic))
    .includes(true);
}
