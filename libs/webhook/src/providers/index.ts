import { alias } from './alias.ts';
import { aftership } from './aftership.provider.ts';
import { airtable } from './airtable.provider.ts';
import { asana } from './asana.provider.ts';
import { attio } from './attio.provider.ts';
import { authorizeNet } from './authorize-net.provider.ts';
import { bitbucket } from './bitbucket.provider.ts';
import { box } from './box.provider.ts';
import { buildkite } from './buildkite.provider.ts';
import { calCom } from './cal-com.provider.ts';
import { calendly } from './calendly.provider.ts';
import { checkoutCom } from './checkout-com.provider.ts';
import { circleci } from './circleci.provider.ts';
import { clickup } from './clickup.provider.ts';
import { coinbaseCommerce } from './coinbase-commerce.provider.ts';
import { customerIo } from './customer-io.provider.ts';
import { docusign } from './docusign.provider.ts';
import { dropbox } from './dropbox.provider.ts';
import { elevenlabs } from './elevenlabs.provider.ts';
import { front } from './front.provider.ts';
import { gitea } from './gitea.provider.ts';
import { github } from './github.provider.ts';
import { gocardless } from './gocardless.provider.ts';
import { helpScout } from './help-scout.provider.ts';
import { hmac } from './hmac.provider.ts';
import { hookdeck } from './hookdeck.provider.ts';
import { intercom } from './intercom.provider.ts';
import { jira } from './jira.provider.ts';
import { lemonSqueezy } from './lemon-squeezy.provider.ts';
import { line } from './line.provider.ts';
import { linear } from './linear.provider.ts';
import { linkedin } from './linkedin.provider.ts';
import { mautic } from './mautic.provider.ts';
import { meta } from './meta.provider.ts';
import { notion } from './notion.provider.ts';
import { nylas } from './nylas.provider.ts';
import { orb } from './orb.provider.ts';
import { paddle } from './paddle.provider.ts';
import { pagerduty } from './pagerduty.provider.ts';
import { paystack } from './paystack.provider.ts';
import { persona } from './persona.provider.ts';
import { razorpay } from './razorpay.provider.ts';
import { recharge } from './recharge.provider.ts';
import { sanity } from './sanity.provider.ts';
import { segment } from './segment.provider.ts';
import { sentry } from './sentry.provider.ts';
import { shopify } from './shopify.provider.ts';
import { slack } from './slack.provider.ts';
import { stripe } from './stripe.provider.ts';
import { tiktok } from './tiktok.provider.ts';
import { twitch } from './twitch.provider.ts';
import { typeform } from './typeform.provider.ts';
import { vercel } from './vercel.provider.ts';
import { webex } from './webex.provider.ts';
import { webflow } from './webflow.provider.ts';
import { woocommerce } from './woocommerce.provider.ts';
import { workos } from './workos.provider.ts';
import { x } from './x.provider.ts';
import { xero } from './xero.provider.ts';
import { zendesk } from './zendesk.provider.ts';
import { zoom } from './zoom.provider.ts';
import type { WebhookProvider } from './webhook-provider.ts';

/** Every sender we know. A new one is its file, its signed requests in `__fixtures__`, and one line here. */
export const providers: readonly WebhookProvider[] = [
  aftership,
  airtable,
  asana,
  attio,
  authorizeNet,
  bitbucket,
  box,
  buildkite,
  calCom,
  calendly,
  checkoutCom,
  circleci,
  clickup,
  coinbaseCommerce,
  customerIo,
  docusign,
  dropbox,
  elevenlabs,
  front,
  gitea,
  alias(gitea, 'forgejo', 'Forgejo'),
  github,
  gocardless,
  helpScout,
  hmac,
  hookdeck,
  intercom,
  jira,
  lemonSqueezy,
  line,
  linear,
  linkedin,
  mautic,
  meta,
  alias(meta, 'facebook', 'Facebook'),
  alias(meta, 'instagram', 'Instagram'),
  alias(meta, 'whatsapp', 'WhatsApp'),
  notion,
  nylas,
  orb,
  paddle,
  pagerduty,
  paystack,
  persona,
  razorpay,
  recharge,
  sanity,
  segment,
  sentry,
  shopify,
  slack,
  stripe,
  tiktok,
  twitch,
  typeform,
  vercel,
  webex,
  webflow,
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
