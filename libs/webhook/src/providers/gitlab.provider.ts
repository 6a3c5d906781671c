import type { KeyObject } from 'node:crypto';
import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { headerValue, headerValues } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import {
  signStandardWebhook,
  standardIdOf,
  standardKeyOf,
  standardWebhooksScheme,
  verifyStandardWebhook,
} from '../signatures/standard-webhooks.ts';
import { tokenAmong } from '../signatures/static-token.ts';
import {
  refused,
  type ActiveSecret,
  type SignatureParts,
  type SignedRequest,
  type WebhookProvider,
} from './webhook-provider.ts';

const SIGNING_TOKEN = 'whsec_';
const TOKEN = 'x-gitlab-token';
const isSigningToken = (secret: string): boolean => secret.startsWith(SIGNING_TOKEN);

/** Source: GitLab Docs, "Webhooks". */
export const gitlab = {
  id: 'gitlab',
  name: 'GitLab',
  signature:
    'a signing token signs as Standard Webhooks do; any other secret is sent as it is, and no more once there is a signing token',
  documentation: 'https://docs.gitlab.com/user/project/integrations/webhooks/',
  secretLabel: 'Signing token (whsec_…) or secret token',
  notice: 'A secret token is sent as it is: only a signing token signs.',
  sample: {
    headers: {
      'x-gitlab-event': 'Push Hook',
      'idempotency-key': '9d1b6a5e-2a4b-4d83-8a55-3c1b0d1e7a11',
    },
    body: '{"object_kind":"push","ref":"refs/heads/main","project":{"id":15}}',
  },
  ...standardWebhooksScheme,
  signsBody: false,
  // Told apart again when they are used: a signing token has its prefix.
  keyOf: (secret) =>
    isSigningToken(secret) && standardKeyOf(secret) === undefined
      ? undefined
      : hmacKeyOf(secret, 'utf8'),
  newSecret: () => newSecretText('hex'),
  signatureHeadersOf: () => ['webhook-signature', TOKEN],
  secretPlacesOf: () => ({ headers: [TOKEN] }),
  verify(request, by, nowMs) {
    const signing = by.secrets.flatMap(signingKeyOf);
    if (signing.length === 0) {
      return tokenAmong(by.secrets, headerValues(request.headers, TOKEN));
    }
    const key = headerValue(request.headers, 'idempotency-key');
    if (key !== undefined && key !== standardIdOf(request)) return refused('signature_mismatch');
    return verifyStandardWebhook(request, { ...by, secrets: signing }, nowMs);
  },
  sign: (request, { key }, nowMs) => signed(request, key, nowMs),
  deliveryIdOf: ({ headers }) =>
    headerValue(headers, 'idempotency-key') ?? standardIdOf({ headers }),
  hintOf: ({ headers }) => headerValue(headers, 'x-gitlab-event'),
} satisfies WebhookProvider<object>;

function signed(request: SignedRequest, key: KeyObject, nowMs: number): SignatureParts | undefined {
  const signing = signingKeyOf({ id: '', key })[0]?.key;
  if (signing === undefined) return { headers: { [TOKEN]: key.export().toString('latin1') } };
  const id = headerValue(request.headers, 'idempotency-key') ?? 'sample';
  const headers = { ...request.headers, 'webhook-id': [id] };
  const parts = signStandardWebhook({ ...request, headers }, signing, nowMs);
  return parts && { headers: { ...parts.headers, 'webhook-id': id } };
}

function signingKeyOf({ id, key }: ActiveSecret): ActiveSecret[] {
  const secret = key.export().toString('utf8');
  const signing = isSigningToken(secret) ? standardKeyOf(secret) : undefined;
  return signing === undefined ? [] : [{ id, key: signing }];
}
