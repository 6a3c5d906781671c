import { candidatesIn } from '../signatures/body-hmac.ts';
import { headerValue, headerValues } from '../signatures/header-values.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import { isRecent, signedTimeOf } from '../signatures/recent.ts';
import { signedBy } from '../signatures/signed-by.ts';
import { hmacConfig, type HmacConfig } from './hmac.options.ts';
import { signedByConfig } from './hmac-signing.ts';
import { signedParts } from './hmac-signed-parts.ts';
import { refused } from './webhook-provider.ts';
import type { RefusalReason, SignedRequest, WebhookProvider } from './webhook-provider.ts';

/** Any sender that signs with an HMAC: its options say what is signed and where the signature stands. */
export const hmac = {
  id: 'hmac',
  name: 'HMAC',
  signature: 'an HMAC: the options say what is signed and where the signature stands',
  secretLabel: 'Signing secret',
  sample: { body: '{"hello":"world"}' },
  toleranceSeconds: 300,
  signsUrl: true,
  signsBody: true,
  config: hmacConfig,
  keyOf: (secret, config) => hmacKeyOf(secret, config.secret_encoding),
  newSecret: ({ secret_encoding }) =>
    newSecretText(secret_encoding === 'base64' ? 'base64' : 'hex'),
  signatureHeadersOf: ({ header }) => [header],
  verify(request, { secrets, config, toleranceSeconds = config.tolerance_seconds }, nowMs) {
    const given = headerValues(request.headers, config.header);
    const values = fieldsIn(given, config.signature_field, config);
    if (values.every((value) => value === '')) return refused('signature_missing');
    const time = timeOf(request, given, config);
    const signedAtMs = signedAtOf(time, { config, toleranceSeconds, nowMs });
    if (typeof signedAtMs === 'string') return refused(signedAtMs);
    const candidates = candidatesIn(values, config.prefix, config.encoding);
    if (candidates.length === 0) return refused('signature_malformed');
    const parts = signedParts(request, config, time);
    if (parts === undefined) return refused('signature_missing');
    return signedBy(secrets, candidates, { algorithm: config.algorithm, parts, signedAtMs });
  },
  sign: signedByConfig,
  deliveryIdOf: ({ headers, body }, { id_header, id_path }) =>
    (id_header && headerValue(headers, id_header)) ?? (id_path && body.at(...id_path)),
  hintOf: ({ headers, body }, { hint_header, hint_path }) =>
    (hint_header && headerValue(headers, hint_header)) ?? (hint_path && body.at(...hint_path)),
} satisfies WebhookProvider<HmacConfig>;

/** The values of one name in headers that are lists of `name=value`; without a list, the headers themselves. */
function fieldsIn(
  values: readonly string[],
  field: string | undefined,
  { list_separator }: HmacConfig,
): readonly string[] {
  if (list_separator === undefined || field === undefined) return values;
  return values
    .flatMap((value) => value.split(list_separator))
    .map((entry) => entry.trim())
    .filter((entry) => entry.startsWith(`${field}=`))
    .map((entry) => entry.slice(field.length + 1));
}

/** The signed time in the sender's own text; null when none is signed, undefined when it is missing. */
function timeOf(
  { headers }: SignedRequest,
  given: readonly string[],
  config: HmacConfig,
): string | null | undefined {
  const { timestamp_header: header, timestamp_field: field } = config;
  if (header !== undefined) return headerValue(headers, header);
  return field === undefined ? null : fieldsIn(given, field, config)[0];
}

/** When it was signed; null when no time is signed, and a word when the time is not good. */
function signedAtOf(
  time: string | null | undefined,
  by: { config: HmacConfig; toleranceSeconds: number; nowMs: number },
): number | null | RefusalReason {
  if (time === null) return null;
  if (time === undefined) return 'timestamp_missing';
  const unit = by.config.timestamp_unit;
  const signedAtMs = signedTimeOf(time, unit);
  if (signedAtMs === undefined) return 'timestamp_malformed';
  return isRecent({ ...by, signedAtMs, unit }) ? signedAtMs : 'timestamp_out_of_range';
}
