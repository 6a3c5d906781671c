import { timedHmac } from '../signatures/timed-hmac.ts';
import { ok, textAnswer } from './answer.ts';
import { echo } from './handshake.ts';
import { greetingIn } from './json-in.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Source: Slack Docs, "Verifying requests from Slack". */
export const slack = {
  id: 'slack',
  name: 'Slack',
  signature: 'hex HMAC-SHA256 of `v0:<time>:<raw body>`',
  handshakes: 'The signed `url_verification` is answered with its challenge.',
  documentation: 'https://docs.slack.dev/authentication/verifying-requests-from-slack',
  secretLabel: 'Signing secret',
  sample: {
    body: '{"type":"event_callback","event_id":"Ev08MFMKH6","event":{"type":"app_mention","text":"Hello"}}',
  },
  ...timedHmac({
    header: 'x-slack-signature',
    time: 'x-slack-request-timestamp',
    prefix: 'v0=',
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 300,
    signed: (time, { rawBody }) => ['v0:', time, ':', rawBody],
  }),
  verifiedHandshake({ rawBody }) {
    const body = greetingIn(rawBody, 'url_verification');
    if (body?.at('type') !== 'url_verification') return undefined;
    return echo('url verification', body.textAt('challenge'), textAnswer);
  },
  deliveryIdOf: ({ body }) => body.at('event_id'),
  hintOf: ({ body }) => body.at('event', 'type') ?? body.at('type') ?? body.at('command'),
  successOf: () => ok,
} satisfies WebhookProvider<object>;
