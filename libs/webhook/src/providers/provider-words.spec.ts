import { describe, expect, it } from '@jest/globals';
import { jsonIn } from './json-in.ts';
import { providerNamed } from './index.ts';
import type { Delivery, WebhookProvider } from './webhook-provider.ts';

const sampleOf = ({ sample }: WebhookProvider): Delivery => ({
  headers: Object.fromEntries(
    Object.entries(sample.headers ?? {}).map(([name, value]) => [name, [value]]),
  ),
  body: jsonIn(Buffer.from(sample.body))!,
});

/** Id of the delivery, and kind of event, of each provider's sample. */
const WORDS: Record<string, [id: string | undefined, hint: string | undefined]> = {
  github: ['72d3162e-cc78-11e3-81ab-4c9367dc0958', 'issues.opened'],
  gitea: ['f6266f16-1bf3-46a5-9ea4-602e06ead473', 'push'],
  bitbucket: ['2b9c1f0e-6a51-4d5f-8f43-5fd2d1c3a0d1', 'repo:push'],
  jira: ['b3f1a8d2-22f3-4f7f-9b1f-8a4c1bdb9a53', 'jira:issue_created'],
  shopify: ['b54557e4-bdd9-4b37-8a5f-bf7d70bcd043', 'orders/create'],
  asana: [undefined, 'task.changed'],
  dropbox: [undefined, 'list_folder'],
  meta: [undefined, 'page.feed'],
  intercom: ['notif_1', 'conversation.user.created'],
  notion: ['367cba44-b6f3-4c92-81e7-6a2e9659efd4', 'page.created'],
  typeform: ['01HXQ3', 'form_response'],
  docusign: ['e1:envelope-completed:2023-11-14T22:13:20.0000000Z', 'envelope-completed'],
  xero: [undefined, 'INVOICE.UPDATE'],
  webex: ['Y2lzY29zcGFyazovL3VzL01FU1NBR0U:created', 'messages.created'],
  woocommerce: ['a3d7c1', 'order.updated'],
  mautic: [undefined, 'mautic.lead_post_save_new'],
  pagerduty: ['01BWDWL3NYY7LUFPZCC28QUCMK', 'incident.priority_updated'],
  gocardless: ['WB00BD05S5VM2T', 'subscriptions.created'],
  line: ['01FZ74A0TDDPYRVKNK77XKC3ZR', 'message'],
  razorpay: ['evt_1', 'payment.captured'],
  paystack: [undefined, 'charge.success'],
  'coinbase-commerce': ['24934862-d980-46cb-9402-43c81b0cdba6', 'charge:created'],
  'lemon-squeezy': [undefined, 'order_created'],
  'checkout-com': ['evt_az5sblvku4ge3dwpztvyizgcau', 'payment_approved'],
  'authorize-net': [
    'd0e8e7fe-c3e7-4add-a480-27bc5ce28a18',
    'net.authorize.payment.authcapture.created',
  ],
  vercel: ['uev_1', 'deployment.created'],
  circleci: ['3888f21b-eaa7-38e3-8f3d-75a63bba8895', 'workflow-completed'],
  sentry: ['b3f1a8d222f34f7f9b1f8a4c1bdb9a53', 'issue.created'],
  airtable: [undefined, 'ping'],
  nylas: ['mock-id', 'message.created'],
  'cal-com': [undefined, 'BOOKING_CREATED'],
  clickup: [undefined, 'taskCreated'],
  segment: ['022bb90c-bbac-11e4-8dfc-aa07a5b093db', 'track'],
  'help-scout': [undefined, 'convo.created'],
  attio: [undefined, 'record.created'],
  aftership: ['94edc86a-2ec9-4c1e-8f1b-2ea1ca7a3a0e', 'tracking_update'],
  hookdeck: ['evt_w3Qd2yUCjQFKpAyHbK', undefined],
  linkedin: ['41230', 'ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS'],
  x: [undefined, 'tweet_create_events'],
  stripe: ['evt_1NG8Du2eZvKYlo2CUI79vXWy', 'payment_intent.succeeded'],
  slack: ['Ev08MFMKH6', 'app_mention'],
  zoom: [undefined, 'meeting.started'],
  linear: ['234d1a4e-b617-4388-90fe-adc3633d6b72', 'Comment.create'],
  twitch: ['e76c6bd4-55c9-4987-8304-da1588d8988b', 'stream.online'],
  tiktok: [undefined, 'video.publish.completed'],
  calendly: [undefined, 'invitee.created'],
  box: ['f96bb54b-ee16-4fc5-aa65-8c2d9e5b546f', 'FILE.UPLOADED'],
  paddle: ['evt_01hv8x2axmcxhbq5zkfz9b6dxa', 'transaction.completed'],
  zendesk: ['cbe4028c-7239-495d-b020-f22348516046', 'zen:event-type:user.name_changed'],
  front: ['evt_1nk6s8j', 'inbound_received'],
  webflow: [undefined, 'form_submission'],
  'customer-io': ['01E4C4CT6YDC7Y5M7FE1GWWPQJ', 'email.opened'],
  workos: ['wh_01FJM8W4T7C2P4BWKZ7B9CP1CW', 'dsync.user.created'],
  elevenlabs: [undefined, 'post_call_transcription'],
  persona: ['evt_1', 'inquiry.completed'],
  orb: ['o4mmewpfNNTnjfZc', 'resource_event.test'],
  buildkite: [undefined, 'build.finished'],
  sanity: ['kX2uhfT775', undefined],
  recharge: [undefined, 'subscription'],
  'standard-webhooks': ['msg_2KWPBgLlAfxdpx2AI54pPJ85f4W', 'invoice.paid'],
  polar: ['msg_2KWPBgLlAfxdpx2AI54pPJ85f4W', 'invoice.paid'],
  gitlab: ['9d1b6a5e-2a4b-4d83-8a55-3c1b0d1e7a11', 'Push Hook'],
  square: ['e1', 'payment.created'],
  trello: ['a1', 'updateCard'],
  hubspot: [undefined, 'contact.creation'],
  contentful: ['k1', 'ContentManagement.Entry.publish'],
  adyen: ['8515:AUTHORISATION:true', 'AUTHORISATION'],
  mailgun: ['a8ce0edb2dd8301dee6c2405235584e4', 'delivered'],
  'aws-sns': ['22b80b92', 'orders'],
  sendgrid: [undefined, 'delivered'],
  discord: ['2026-01-01T00:00:00Z:APPLICATION_AUTHORIZED', 'APPLICATION_AUTHORIZED'],
  telnyx: ['0ccc7b54', 'message.received'],
  'adobe-io': ['eventId1', 'asset_created'],
  paypal: ['WH-1', 'PAYMENT.CAPTURE.COMPLETED'],
  monday: ['b5ed2e17', 'create_pulse'],
  'microsoft-graph': [undefined, 'created'],
  telegram: ['10000', 'message'],
  okta: ['b0a9b0d6', 'user.lifecycle.create'],
  ship24: ['m1', undefined],
  'adobe-sign': ['n1', 'AGREEMENT_CREATED'],
  'hugging-face': [undefined, 'repo.content.update'],
  strava: ['3:1:1516126040', 'activity.create'],
  postmark: ['883953f4', 'Delivery'],
  chargebee: ['ev_1', 'subscription_created'],
  pipedrive: ['m1', 'create'],
  cloudevents: ['/orders:A234-1', 'com.example.order.created'],
};

/** Those who ask for 200 rather than 204. */
const OK = ['linear', 'line', 'mailgun', 'meta', 'nylas', 'paddle', 'paystack', 'slack', 'xero'];

/** Those who want to hear something of their own, and are tried in specs of their own. */
const SPECIAL = ['adobe-sign', 'adyen', 'microsoft-graph'];

describe("the sender's own words", () => {
  it.each(Object.entries(WORDS))('are found in a delivery of %s', (id, [deliveryId, hint]) => {
    const provider = providerNamed(id)!;
    const sample = sampleOf(provider);

    expect(provider.deliveryIdOf(sample, {})).toBe(deliveryId);
    expect(provider.hintOf(sample, {})).toBe(hint);
  });

  it('are none in a body that holds none', () => {
    for (const id of Object.keys(WORDS)) {
      for (const text of ['{}', '[]', '""', '0', 'null', '{"events":[],"event":null,"data":[]}']) {
        const provider = providerNamed(id)!;
        const delivery = { headers: {}, body: jsonIn(Buffer.from(text))! };

        expect(provider.deliveryIdOf(delivery, {})).toBeUndefined();
        expect(['undefined', 'string']).toContain(typeof provider.hintOf(delivery, {}));
      }
    }
  });

  it('tell deliveries apart only where all parts of an id are there', () => {
    const delivery = {
      headers: {},
      body: jsonIn(Buffer.from('{"event":"sent","data":{"envelopeId":"e1"}}'))!,
    };

    expect(providerNamed('docusign')!.deliveryIdOf(delivery, {})).toBeUndefined();
  });

  it('say that Twitch took a subscription back, whatever it was for', () => {
    const headers = {
      'twitch-eventsub-message-type': ['revocation'],
      'twitch-eventsub-subscription-type': ['stream.online'],
    };

    const hint = providerNamed('twitch')!.hintOf({ headers, body: jsonIn(Buffer.from('{}'))! }, {});
    expect(hint).toBe('revocation');
  });

  it.each(['forgejo', 'facebook', 'instagram', 'whatsapp', 'twitter'])(
    'are the same for %s as for the sender that it is',
    (name) => {
      const { id, aliasOf, name: _shown, ...provider } = providerNamed(name)!;
      const { id: of, name: _original, ...original } = providerNamed(aliasOf!)!;

      expect([id, aliasOf]).toEqual([name, of]);
      for (const [member, value] of Object.entries(original)) {
        expect(provider[member as keyof typeof provider]).toBe(value);
      }
    },
  );
});

describe('the answer to a delivery', () => {
  const plain = Object.keys(WORDS).filter((id) => !SPECIAL.includes(id));

  it.each(plain)('of %s is what it asks for', (id) => {
    const provider = providerNamed(id)!;
    const answer = provider.successOf?.(sampleOf(provider), {});

    expect(answer?.status ?? 204).toBe(OK.includes(id) ? 200 : 204);
    expect(answer?.body ?? '').toBe('');
  });
});
