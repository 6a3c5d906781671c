import { hmacOf } from '@millwright/kernel';
import { z } from 'zod';
import { bearerTokenOf } from '../signatures/authorization.ts';
import { headerValues } from '../signatures/header-values.ts';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { isFor, jwtOf, timeClaim, type Jwt } from '../signatures/jwt.ts';
import { signedBy } from '../signatures/signed-by.ts';
import { jsonAnswer } from './answer.ts';
import { echo } from './handshake.ts';
import { greetingIn } from './json-in.ts';
import { refused, type Accepted, type Verdict, type WebhookProvider } from './webhook-provider.ts';

const HEADER = 'authorization';
const LEEWAY_SECONDS = 60;
const LIFE_SECONDS = 300;
const SECOND_MS = 1_000;
/** Of tokens given at once, those that are tried. */
const MAX_TOKENS = 4;

const config = z.strictObject({
  audience: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .meta({ description: 'Whom the token must be meant for: the address given to monday.com.' }),
});

type MondayConfig = z.output<typeof config>;

/** Source: monday.com Apps Docs, "Authorization header". */
export const monday = {
  id: 'monday',
  name: 'monday.com',
  signature: 'a JWT with HS256, which covers no body',
  handshakes: 'A POST with a `challenge` is answered with the same.',
  documentation: 'https://developer.monday.com/apps/docs/authorization-header',
  secretLabel: 'Signing secret',
  notice: 'monday.com signs a token, not the body.',
  sample: {
    body: '{"event":{"type":"create_pulse","boardId":1,"pulseId":2,"triggerUuid":"b5ed2e17"}}',
  },
  toleranceSeconds: null,
  signsUrl: false,
  signsBody: false,
  config,
  keyOf: (secret) => hmacKeyOf(secret, 'utf8'),
  signatureHeadersOf: () => [HEADER],
  secretPlacesOf: () => ({ headers: [HEADER] }),
  handshake({ method, rawBody }) {
    const body = method === 'POST' ? greetingIn(rawBody, 'challenge') : undefined;
    const challenge = body?.textAt('challenge');
    if (challenge === undefined || body?.jsonAt('event') !== undefined) return undefined;
    return echo('challenge', challenge, () => jsonAnswer({ challenge }));
  },
  verify({ headers }, { secrets, config: { audience } }, nowMs) {
    const values = headerValues(headers, HEADER).filter((value) => value !== '');
    if (values.length === 0) return refused('signature_missing');
    const verdicts = values.slice(0, MAX_TOKENS).map((value): Verdict => {
      const jwt = jwtOf(bearerTokenOf(value) ?? value);
      if (jwt?.alg !== 'HS256') return refused('signature_malformed');
      const verdict = signedBy(secrets, [jwt.signature], {
        algorithm: 'sha256',
        parts: [jwt.signed],
      });
      return verdict.is === 'accepted' ? judged(verdict, jwt, audience, nowMs) : verdict;
    });
    return verdicts.find(({ is }) => is === 'accepted') ?? verdicts[0]!;
  },
  sign(_request, { key, config: { audience } }, nowMs) {
    const expiresAt = Math.floor(nowMs / SECOND_MS) + LIFE_SECONDS;
    const claims = { ...(audience !== undefined && { aud: audience }), exp: expiresAt };
    const signed = [{ alg: 'HS256', typ: 'JWT' }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return {
      headers: { [HEADER]: `${signed}.${hmacOf('sha256', key, [signed]).toString('base64url')}` },
    };
  },
  deliveryIdOf: ({ body }) => body.at('event', 'triggerUuid'),
  hintOf: ({ body }) => body.at('event', 'type'),
} satisfies WebhookProvider<MondayConfig>;

/** What a signed token says about its time and whom it is for. */
function judged(
  accepted: Accepted,
  { claims }: Jwt,
  audience: string | undefined,
  nowMs: number,
): Verdict {
  const expiresAt = timeClaim(claims, 'exp');
  if (expiresAt === undefined) return refused('timestamp_missing');
  if (nowMs >= (expiresAt + LEEWAY_SECONDS) * SECOND_MS) return refused('timestamp_out_of_range');
  const isForUs = audience === undefined || isFor(claims, audience);
  return isForUs ? { ...accepted, scheme: 'jwt-hs256' } : refused('recipient_mismatch');
}
