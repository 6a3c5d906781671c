import { hmacKeyOf } from '../signatures/hmac-key.ts';
import { headerValue, headerValues } from '../signatures/header-values.ts';
import { newSecretText } from '../signatures/new-secret.ts';
import {
  standardIdOf,
  standardKeyOf,
  standardWebhooksScheme,
  verifyStandardWebhook,
} from '../signatures/standard-webhooks.ts';
import { tokenAmong } from '../signatures/static-token.ts';
import { refused, type ActiveSecret, type WebhookProvider } from './webhook-provider.ts';

const SIGNING_TOKEN = 'whsec_';
const isSigningToken = (secret: string): boolean => secret.startsWith(SIGNING_TOKEN);

/**
 * GitLab: a signing token signs as Standard Webhooks do; any other secret is sent as it is, and no more once there is a
 * signing token. Source: GitLab Docs, "Webhooks".
 */
export const gitlab = {
  id: 'gitlab',
  name: 'GitLab',
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
  signatureHeadersOf: () => ['webhook-signature', 'x-gitlab-token'],
  secretPlacesOf: () => ({ headers: ['x-gitlab-token'] }),
  verify(request, by, nowMs) {
    const signing = by.secrets.flatMap(signingKeyOf);
    if (signing.length === 0) {
      return tokenAmong(by.secrets, headerValues(request.headers, 'x-gitlab-token'));
    }
    const key = headerValue(request.headers, 'idempotency-key');
    if (key !== undefined && key !== standardIdOf(request)) return refused('signature_mismatch');
    return verifyStandardWebhook(request, { ...by, secrets: signing }, nowMs);
  },
  deliveryIdOf: ({ headers }) =>
    headerValue(headers, 'idempotency-key') ?? standardIdOf({ headers }),
  hintOf: ({ headers }) => headerValue(headers, 'x-gitlab-event'),
} satisfies WebhookProvider<object>;

function signingKeyOf({ id, key }: ActiveSecret): ActiveSecret[] {
  const secret = key.export().toString('utf8');
  const signing = isSigningToken(secret) ? standardKeyOf(secret) : undefined;
  return signing === undefined ? [] : [{ id, key: signing }];
}
