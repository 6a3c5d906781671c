import { adobeIo } from './adobe-io.provider.ts';
import { adobeSign } from './adobe-sign.provider.ts';
import { adyen } from './adyen.provider.ts';
import { aftership } from './aftership.provider.ts';
import { airtable } from './airtable.provider.ts';
import { alias } from './alias.ts';
import { apiKey } from './api-key.provider.ts';
import { asana } from './asana.provider.ts';
import { attio } from './attio.provider.ts';
import { authorizeNet } from './authorize-net.provider.ts';
import { awsSns } from './aws-sns.provider.ts';
import { basic } from './basic.provider.ts';
import { bearer } from './bearer.provider.ts';
import { bitbucket } from './bitbucket.provider.ts';
import { box } from './box.provider.ts';
import { buildkite } from './buildkite.provider.ts';
import { calCom } from './cal-com.provider.ts';
import { calendly } from './calendly.provider.ts';
import { chargebee } from './chargebee.provider.ts';
import { checkoutCom } from './checkout-com.provider.ts';
import { circleci } from './circleci.provider.ts';
import { clickup } from './clickup.provider.ts';
import { cloudevents } from './cloudevents.provider.ts';
import { coinbaseCommerce } from './coinbase-commerce.provider.ts';
import { contentful } from './contentful.provider.ts';
import { customerIo } from './customer-io.provider.ts';
import { discord } from './discord.provider.ts';
import { docusign } from './docusign.provider.ts';
import { dropbox } from './dropbox.provider.ts';
import { elevenlabs } from './elevenlabs.provider.ts';
import { front } from './front.provider.ts';
import { gitea } from './gitea.provider.ts';
import { github } from './github.provider.ts';
import { gitlab } from './gitlab.provider.ts';
import { gocardless } from './gocardless.provider.ts';
import { helpScout } from './help-scout.provider.ts';
import { hmac } from './hmac.provider.ts';
import { hookdeck } from './hookdeck.provider.ts';
import { hubspot } from './hubspot.provider.ts';
import { huggingFace } from './hugging-face.provider.ts';
import { intercom } from './intercom.provider.ts';
import { jira } from './jira.provider.ts';
import { lemonSqueezy } from './lemon-squeezy.provider.ts';
import { line } from './line.provider.ts';
import { linear } from './linear.provider.ts';
import { linkedin } from './linkedin.provider.ts';
import { mailchimp } from './mailchimp.provider.ts';
import { mailgun } from './mailgun.provider.ts';
import { mandrill } from './mandrill.provider.ts';
import { mautic } from './mautic.provider.ts';
import { meta } from './meta.provider.ts';
import { microsoftGraph } from './microsoft-graph.provider.ts';
import { monday } from './monday.provider.ts';
import { notion } from './notion.provider.ts';
import { nylas } from './nylas.provider.ts';
import { okta } from './okta.provider.ts';
import { orb } from './orb.provider.ts';
import { paddle } from './paddle.provider.ts';
import { pagerduty } from './pagerduty.provider.ts';
import { paypal } from './paypal.provider.ts';
import { paystack } from './paystack.provider.ts';
import { persona } from './persona.provider.ts';
import { pipedrive } from './pipedrive.provider.ts';
import { postmark } from './postmark.provider.ts';
import { razorpay } from './razorpay.provider.ts';
import { recharge } from './recharge.provider.ts';
import { sanity } from './sanity.provider.ts';
import { segment } from './segment.provider.ts';
import { sendgrid } from './sendgrid.provider.ts';
import { sentry } from './sentry.provider.ts';
import { ship24 } from './ship24.provider.ts';
import { shopify } from './shopify.provider.ts';
import { slack } from './slack.provider.ts';
import { square } from './square.provider.ts';
import { polar, standardWebhooks } from './standard-webhooks.provider.ts';
import { strava } from './strava.provider.ts';
import { stripe } from './stripe.provider.ts';
import { telegram } from './telegram.provider.ts';
import { telnyx } from './telnyx.provider.ts';
import { tiktok } from './tiktok.provider.ts';
import { trello } from './trello.provider.ts';
import { twilio } from './twilio.provider.ts';
import { twitch } from './twitch.provider.ts';
import { typeform } from './typeform.provider.ts';
import { vercel } from './vercel.provider.ts';
import { webex } from './webex.provider.ts';
import { webflow } from './webflow.provider.ts';
import type { WebhookProvider } from './webhook-provider.ts';
import { websub } from './websub.provider.ts';
import { woocommerce } from './woocommerce.provider.ts';
import { workos } from './workos.provider.ts';
import { x } from './x.provider.ts';
import { xero } from './xero.provider.ts';
import { zendesk } from './zendesk.provider.ts';
import { zoom } from './zoom.provider.ts';

/** Every sender we know. A new one is its file, its signed requests in `__fixtures__`, and one line here. */
export const providers: readonly WebhookProvider[] = [
  adobeIo,
  adobeSign,
  adyen,
  aftership,
  airtable,
  apiKey,
  asana,
  attio,
  authorizeNet,
  awsSns,
  basic,
  bearer,
  bitbucket,
  box,
  buildkite,
  calCom,
  calendly,
  chargebee,
  checkoutCom,
  circleci,
  clickup,
  cloudevents,
  coinbaseCommerce,
  contentful,
  customerIo,
  discord,
  docusign,
  dropbox,
  elevenlabs,
  front,
  gitea,
  alias(gitea, 'forgejo', 'Forgejo'),
  github,
  gitlab,
  gocardless,
  helpScout,
  hmac,
  hookdeck,
  hubspot,
  huggingFace,
  intercom,
  jira,
  lemonSqueezy,
  line,
  linear,
  linkedin,
  mailchimp,
  mailgun,
  mandrill,
  mautic,
  meta,
  alias(meta, 'facebook', 'Facebook'),
  alias(meta, 'instagram', 'Instagram'),
  alias(meta, 'whatsapp', 'WhatsApp'),
  microsoftGraph,
  monday,
  notion,
  nylas,
  okta,
  orb,
  paddle,
  pagerduty,
  paypal,
  paystack,
  persona,
  pipedrive,
  polar,
  postmark,
  razorpay,
  recharge,
  sanity,
  segment,
  sendgrid,
  sentry,
  ship24,
  shopify,
  slack,
  square,
  standardWebhooks,
  alias(standardWebhooks, 'svix', 'Svix'),
  alias(standardWebhooks, 'clerk', 'Clerk'),
  alias(standardWebhooks, 'resend', 'Resend'),
  alias(standardWebhooks, 'openai', 'OpenAI'),
  alias(standardWebhooks, 'replicate', 'Replicate'),
  alias(standardWebhooks, 'brex', 'Brex'),
  alias(standardWebhooks, 'render', 'Render'),
  alias(standardWebhooks, 'recall-ai', 'Recall.ai'),
  alias(standardWebhooks, 'gemini', 'Gemini'),
  alias(standardWebhooks, 'loops', 'Loops'),
  strava,
  stripe,
  telegram,
  telnyx,
  tiktok,
  trello,
  twilio,
  twitch,
  typeform,
  vercel,
  webex,
  webflow,
  websub,
  woocommerce,
  workos,
  x,
  alias(x, 'twitter', 'Twitter'),
  xero,
  zendesk,
  zoom,
];

const byId: ReadonlyMap<string, WebhookProvider> = new Map(
  providers.map((provider) => [provider.id, provider]),
);

/** The sender of that name, in any case. */
export const providerNamed = (name: string): WebhookProvider | undefined =>
  byId.get(name.toLowerCase());
