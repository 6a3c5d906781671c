import { eitherScheme } from '../signatures/either-scheme.ts';
import { headerValue, headerValues } from '../signatures/header-values.ts';
import { tokenAmong } from '../signatures/static-token.ts';
import { timedHmac } from '../signatures/timed-hmac.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const TOKEN = 'x-buildkite-token';

/** Source: Buildkite Docs, "Webhooks". */
export const buildkite = {
  id: 'buildkite',
  name: 'Buildkite',
  signature: 'hex HMAC-SHA256 of `<time>.<raw body>`; without one, the token as it is',
  documentation: 'https://buildkite.com/docs/apis/webhooks',
  secretLabel: 'Token',
  notice: 'Choose signatures in Buildkite: with a plain token, nothing of the body is signed.',
  sample: {
    headers: { 'x-buildkite-event': 'build.finished' },
    body: '{"event":"build.finished","build":{"number":27,"state":"passed"}}',
  },
  ...eitherScheme(
    'x-buildkite-signature',
    timedHmac({
      header: 'x-buildkite-signature',
      time: { list: { separator: ',', time: 'timestamp', signature: 'signature' } },
      encoding: 'hex',
      unit: 's',
      toleranceSeconds: 300,
      signed: (time, { rawBody }) => [time, '.', rawBody],
    }),
    {
      signatureHeadersOf: () => [TOKEN],
      verify: ({ headers }, { secrets }) => tokenAmong(secrets, headerValues(headers, TOKEN)),
    },
  ),
  secretPlacesOf: () => ({ headers: [TOKEN] }),
  deliveryIdOf: () => undefined,
  hintOf: ({ headers }) => headerValue(headers, 'x-buildkite-event'),
} satisfies WebhookProvider<object>;
