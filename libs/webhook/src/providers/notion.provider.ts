import { bodyHmac } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { ok } from './answer.ts';
import { greeted, notGreeted } from './handshake.ts';
import { greetingIn } from './json-in.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const TOKEN = /^[!-~]{1,256}$/;

/** Source: Notion Docs, "Webhooks". */
export const notion = {
  id: 'notion',
  name: 'Notion',
  signature: 'hex HMAC-SHA256 of the raw body, under a token that it tells when it subscribes',
  handshakes:
    'The POST with a `verification_token` is answered; the token is kept and signs later requests. Read it once with `POST webhooks/{id}/secrets/{secret}/reveal` and paste it into Notion.',
  documentation: 'https://developers.notion.com/reference/webhooks',
  secretLabel: 'Verification token, told in the handshake',
  sample: {
    body: '{"id":"367cba44-b6f3-4c92-81e7-6a2e9659efd4","type":"page.created","entity":{"id":"153104cd-477e-809d-8dc4-ff2d96ae3090","type":"page"}}',
  },
  ...bodyHmac({ header: 'x-notion-signature', prefix: 'sha256=', encoding: 'hex' }),
  learnsSecret: true,
  handshake({ method, headers, rawBody }) {
    const isSigned = headerValue(headers, 'x-notion-signature') !== undefined;
    if (method !== 'POST' || isSigned) return undefined;
    const token = greetingIn(rawBody, '"verification_token"')?.textAt('verification_token');
    if (token === undefined) return undefined;
    if (!TOKEN.test(token)) return notGreeted('verification token');
    const notice = 'Paste the verification token into Notion to finish.';
    return greeted('verification token', ok, { learns: token, notice });
  },
  deliveryIdOf: ({ body }) => body.at('id'),
  hintOf: ({ body }) => body.at('type'),
} satisfies WebhookProvider<object>;
