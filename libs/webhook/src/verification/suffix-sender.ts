import type { WebhookProvider } from '../providers/webhook-provider.ts';
import { Sender, type OpenSecret } from './sender.ts';
import { verificationDefaults } from './verification-settings.ts';

const strangers = new WeakMap<WebhookProvider, Sender>();

/**
 * Who sends at a provider's suffix of a webhook that names no provider: its methods, handshakes and answers, and its
 * signatures where secrets were learnt. Who does not sign is let in, as at the webhook's plain address.
 */
export const suffixSender = (provider: WebhookProvider, learnt: readonly OpenSecret[]): Sender =>
  new Sender(provider, { ...verificationDefaults, mode: 'when_signed' }, learnt);

/** The same where nothing was learnt: one for all webhooks, and for those that nobody has. */
export function strangerOf(provider: WebhookProvider): Sender {
  const known = strangers.get(provider);
  if (known !== undefined) return known;
  const stranger = suffixSender(provider, []);
  strangers.set(provider, stranger);
  return stranger;
}
