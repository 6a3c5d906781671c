import type { WebhookProvider } from '../providers/webhook-provider.ts';
import { reasonOf, receive, type Reception } from './reception.ts';
import { requestOf, senderOf, type SignedVector, type Trial } from './signed-vector.ts';

/** A request at a webhook of a sender, as a test writes it down. */
export interface Arrival {
  /** The active ones, newest first. Default: none. */
  secrets?: readonly string[];
  config?: Record<string, unknown>;
  mode?: 'required' | 'off';
  toleranceSeconds?: number;
  /** Default: POST. */
  method?: string;
  /** Default: an address without a query. */
  url?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** In Unix seconds; default: 1700000000. */
  now?: number;
  /** What can be fetched, by address. */
  fetched?: Record<string, string>;
}

/** What becomes of a request. */
export const outcomeOf = (provider: WebhookProvider, arrival: Arrival): Reception =>
  receive(provider, vectorOf(provider, arrival), trialOf(arrival));

/** The same in a word: `accepted`, `greeted`, or the reason why not. */
export const wordOf = (provider: WebhookProvider, arrival: Arrival): string =>
  reasonOf(outcomeOf(provider, arrival));

/** The addresses that would be fetched for a request. */
export function fetchedFor(provider: WebhookProvider, arrival: Arrival): readonly string[] {
  const vector = vectorOf(provider, arrival);
  const sender = senderOf(provider, vector, trialOf(arrival));
  return sender.keysNeeded(requestOf(vector), vector.now * 1_000);
}

const trialOf = ({ mode, toleranceSeconds }: Arrival): Trial => ({
  ...(mode && { mode }),
  ...(toleranceSeconds !== undefined && { toleranceSeconds }),
});

const vectorOf = (provider: WebhookProvider, arrival: Arrival): SignedVector => ({
  provider: provider.id,
  name: '',
  secret: arrival.secrets ?? [],
  config: arrival.config ?? {},
  fetch: arrival.fetched ?? {},
  request: {
    method: arrival.method ?? 'POST',
    url: arrival.url ?? `https://hooks.example.com/webhooks/1/${provider.id}`,
    headers: { ...arrival.headers },
    body: arrival.body ?? '',
  },
  now: arrival.now ?? 1_700_000_000,
  expect: '',
  source: '',
});
