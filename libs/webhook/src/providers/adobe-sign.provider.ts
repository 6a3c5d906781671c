import { noConfig } from '../signatures/body-hmac.ts';
import { headerValue } from '../signatures/header-values.ts';
import { sharedToken } from '../signatures/shared-token.ts';
import { tokenAmong } from '../signatures/static-token.ts';
import { jsonAnswer, ok, type Answer } from './answer.ts';
import { greeted, notGreeted } from './handshake.ts';
import type { WebhookProvider } from './webhook-provider.ts';

const HEADER = 'x-adobesign-clientid';
/** What may be echoed. */
const CLIENT_ID = /^[A-Za-z0-9+/=_.~-]{1,256}$/;

/** Source: Adobe, "Acrobat Sign webhooks". */
export const adobeSign = {
  id: 'adobe-sign',
  name: 'Adobe Acrobat Sign',
  signature: 'the client id in a header, which it wants to hear back each time',
  handshakes:
    'GET with `X-AdobeSign-ClientId` is answered with the same, as is every delivery, if the id is among the secrets.',
  documentation: 'https://helpx.adobe.com/sign/developer/webhook/overview.html',
  secretLabel: 'Client id',
  notice: 'The client id is an identifier, not a signature: whoever knows it can send.',
  sample: { body: '{"webhookNotificationId":"n1","event":"AGREEMENT_CREATED"}' },
  ...sharedToken<object>({
    config: noConfig,
    places: () => ({ headers: [HEADER] }),
    pattern: CLIENT_ID,
    scheme: 'client-id',
  }),
  handshakeMethods: ['GET'],
  handshake({ method, headers }, { secrets }) {
    if (method !== 'GET') return undefined;
    const clientId = headerValue(headers, HEADER) ?? '';
    return tokenAmong(secrets, [clientId]).is === 'accepted'
      ? greeted('verification of intent', echoOf(clientId))
      : notGreeted('verification of intent', 401);
  },
  deliveryIdOf: ({ body }) => body.at('webhookNotificationId'),
  hintOf: ({ body }) => body.at('event'),
  successOf({ headers }) {
    const clientId = headerValue(headers, HEADER) ?? '';
    return CLIENT_ID.test(clientId) ? echoOf(clientId) : ok;
  },
} satisfies WebhookProvider<object>;

function echoOf(clientId: string): Answer {
  const answer = jsonAnswer({ xAdobeSignClientId: clientId });
  return { ...answer, headers: { ...answer.headers, [HEADER]: clientId } };
}
