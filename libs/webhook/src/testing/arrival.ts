import { newId } from '@millwright/kernel';
import type { Handshake } from '../providers/handshake.ts';
import type { Verdict, WebhookProvider } from '../providers/webhook-provider.ts';
import { Sender, type Unverified } from '../verification/sender.ts';

const SECOND_MS = 1_000;

/** A request at a webhook of a sender, with what the webhook says. */
export interface Arrival {
  /** The active ones, newest first. Default: none. */
  secrets?: readonly string[];
  config?: Record<string, unknown>;
  mode?: 'required' | 'off';
  publicUrl?: string;
  toleranceSeconds?: number;
  /** Default: POST. */
  method?: string;
  /** Default: an address without a query. */
  url?: string;
  headers?: Readonly<Record<string, string | readonly string[]>>;
  body?: string | Buffer;
  /** In Unix seconds; default: 1700000000. */
  now?: number;
  /** What can be fetched, by address. */
  fetched?: Readonly<Record<string, string>>;
}

/** What becomes of a request, in the order that ingress goes. */
export function outcomeOf(
  provider: WebhookProvider,
  arrival: Arrival,
): Verdict | Unverified | Handshake {
  const { sender, request, nowMs } = opened(provider, arrival);
  const greeting = sender.handshakeOf(request, nowMs, true);
  if (greeting !== undefined) return greeting;
  const found = sender
    .keysNeeded(request, nowMs)
    .flatMap((url) => (arrival.fetched?.[url] === undefined ? [] : [[url, arrival.fetched[url]]]));
  const verdict = sender.verdictOf(request, nowMs, new Map(found as [string, string][]));
  if (verdict.is === 'refused') return verdict;
  return sender.verifiedHandshakeOf(request, nowMs) ?? verdict;
}

/** The same in a word: `accepted`, `greeted`, or the reason why not. */
export function wordOf(provider: WebhookProvider, arrival: Arrival): string {
  const outcome = outcomeOf(provider, arrival);
  return outcome.is === 'refused' || outcome.is === 'not_greeted' ? outcome.reason : outcome.is;
}

/** The addresses that would be fetched for a request. */
export function fetchedFor(provider: WebhookProvider, arrival: Arrival): readonly string[] {
  const { sender, request, nowMs } = opened(provider, arrival);
  return sender.keysNeeded(request, nowMs);
}

function opened(provider: WebhookProvider, arrival: Arrival) {
  const settings = {
    mode: arrival.mode ?? 'required',
    public_url: arrival.publicUrl ?? null,
    tolerance_seconds: arrival.toleranceSeconds ?? null,
    config: arrival.config ?? {},
  };
  const secrets = (arrival.secrets ?? []).map((value) => ({
    id: newId(),
    value,
    expiresAtMs: Infinity,
  }));
  const headers = Object.fromEntries(
    Object.entries(arrival.headers ?? {}).map(([name, value]) => [
      name.toLowerCase(),
      typeof value === 'string' ? [value] : value,
    ]),
  );
  const request = {
    method: arrival.method ?? 'POST',
    url: arrival.url ?? `https://hooks.example.com/webhooks/1/${provider.id}`,
    headers,
    rawBody: Buffer.from(arrival.body ?? ''),
  };
  const nowMs = (arrival.now ?? 1_700_000_000) * SECOND_MS;
  return { sender: new Sender(provider, settings, secrets), request, nowMs };
}
