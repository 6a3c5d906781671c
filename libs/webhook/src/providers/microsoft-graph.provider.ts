import { verify } from 'node:crypto';
import type { JsonValue } from '@millwright/kernel';
import { z } from 'zod';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { isFor, jwtOf, timeClaim } from '../signatures/jwt.ts';
import { rsaKeyOfJwks } from '../signatures/public-keys.ts';
import { queryValue } from '../signatures/query-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { tokenAmong } from '../signatures/static-token.ts';
import { strictJsonIn, textAt, valueAt } from '../signatures/strict-json.ts';
import { textAnswer } from './answer.ts';
import { greeted, notGreeted } from './handshake.ts';
import { membersOf } from './json-in.ts';
import {
  refused,
  type RefusalReason,
  type Verdict,
  type VerifyBy,
  type WebhookProvider,
} from './webhook-provider.ts';

const KEYS = 'https://login.microsoftonline.com/common/discovery/v2.0/keys';
const PINS = {
  key: { host: /^login\.microsoftonline\.com$/, path: /^\/common\/discovery\/v2\.0\/keys$/ },
};
/** The application that sends change notifications. */
const PUBLISHER = '0bf30f3b-4a52-48df-9a82-234910c4a086';
const MAX_GREETING_LENGTH = 1_024;
const SECOND_MS = 1_000;

const config = z.strictObject({
  app_id: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Your application (client) id: rich notifications need it.' }),
});

type GraphConfig = z.output<typeof config>;

/** Source: Microsoft Learn, "Receive change notifications through webhooks". */
export const microsoftGraph = {
  id: 'microsoft-graph',
  name: 'Microsoft Graph',
  signature: 'each notification carries our own `clientState`; rich ones come with tokens too',
  handshakes: 'A POST with `validationToken` in the address is answered with the token.',
  documentation: 'https://learn.microsoft.com/graph/change-notifications-delivery-webhooks',
  secretLabel: 'clientState of the subscription',
  notice: 'Notifications are not signed: they carry a secret.',
  sample: {
    body: '{"value":[{"subscriptionId":"s1","changeType":"created","resource":"users/u1/messages/m1"}]}',
  },
  tellsSecretIn: 'body',
  toleranceSeconds: null,
  signsUrl: false,
  signsBody: false,
  config,
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
  newSecret: () => newSecretText('hex'),
  signatureHeadersOf: () => [],
  pins: PINS,
  // Only where the state is ours: a stranger's message costs no fetch.
  keysNeeded({ rawBody }, { secrets, config: { app_id } }) {
    const json = strictJsonIn(rawBody);
    const isRich = app_id !== undefined && tokensIn(json).length > 0;
    return isRich && stateVerdict(json, secrets).is === 'accepted' ? [KEYS] : [];
  },
  handshake({ method, query }) {
    const token = method === 'POST' ? queryValue(query, 'validationToken') : undefined;
    if (token === undefined) return undefined;
    return token.length <= MAX_GREETING_LENGTH
      ? greeted('validation', textAnswer(token))
      : notGreeted('validation');
  },
  verify({ rawBody }, { secrets, config: { app_id }, fetched }, nowMs) {
    const json = strictJsonIn(rawBody);
    const verdict = stateVerdict(json, secrets);
    const tokens = tokensIn(json);
    if (verdict.is === 'refused' || tokens.length === 0) return verdict;
    if (app_id === undefined) return refused('recipient_mismatch');
    const keys = fetched.get(KEYS);
    if (keys === undefined) return refused('key_unavailable');
    const faults = tokens.map((token) => faultOf(token, { appId: app_id, keys, nowMs }));
    const fault = faults.find((one) => one !== undefined);
    return fault === undefined ? verdict : refused(fault);
  },
  sign({ rawBody }, { key }) {
    const { value } = membersOf(rawBody) as { value: object[] };
    const clientState = key.export().toString();
    return { body: JSON.stringify({ value: value.map((item) => ({ ...item, clientState })) }) };
  },
  deliveryIdOf: () => undefined,
  hintOf: ({ body }) => body.at('value', 0, 'changeType'),
  successOf: () => ({ status: 202, headers: {}, body: '' }),
} satisfies WebhookProvider<GraphConfig>;

/** Every notification must carry a state of ours. */
function stateVerdict(json: JsonValue | undefined, secrets: VerifyBy['secrets']): Verdict {
  const items = valueAt(json, 'value');
  if (!Array.isArray(items) || items.length === 0) return refused('payload_unreadable');
  const states = items.map((item) => Buffer.from(textAt(item, 'clientState') ?? ''));
  if (states.some((state) => state.length === 0)) return refused('signature_missing');
  const verdicts = states.map((state) => tokenAmong(secrets, [state]));
  return verdicts.find(({ is }) => is === 'refused') ?? verdicts[0]!;
}

/** The validation tokens, or what is there instead of them. */
function tokensIn(json: JsonValue | undefined): readonly JsonValue[] {
  const tokens = valueAt(json, 'validationTokens') ?? [];
  return Array.isArray(tokens) ? tokens : [tokens];
}

/** Why a validation token is not good; undefined: it is. */
function faultOf(
  token: JsonValue,
  { appId, keys, nowMs }: { appId: string; keys: string; nowMs: number },
): RefusalReason | undefined {
  const jwt = typeof token === 'string' ? jwtOf(token) : undefined;
  if (jwt?.alg !== 'RS256' || jwt.keyId === undefined) return 'signature_malformed';
  const key = rsaKeyOfJwks(keys, jwt.keyId);
  if (key === undefined) return 'key_untrusted';
  const { claims, signed, signature } = jwt;
  if (!verify('sha256', Buffer.from(signed), key, signature)) return 'signature_mismatch';
  const expiresAt = timeClaim(claims, 'exp');
  if (expiresAt === undefined) return 'timestamp_missing';
  if (nowMs >= expiresAt * SECOND_MS) return 'timestamp_out_of_range';
  const isFromGraph = [claims.get('azp'), claims.get('appid')].includes(PUBLISHER);
  return isFor(claims, appId) && isFromGraph ? undefined : 'recipient_mismatch';
}
