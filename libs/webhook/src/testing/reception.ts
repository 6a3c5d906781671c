import type { Handshake } from '../providers/handshake.ts';
import { methodsOf } from '../providers/webhook-provider.ts';
import type { HttpMethod, Verdict, WebhookProvider } from '../providers/webhook-provider.ts';
import type { Unverified } from '../verification/verification-record.ts';
import { requestOf, senderOf, type SignedVector, type Trial } from './signed-vector.ts';

const SECOND_MS = 1_000;

/** What came of a request: a verdict of its signature, a greeting, or no such method. */
export type Reception = Verdict | Unverified | Handshake | { is: 'no_such_method' };

/** Receives a vector as a webhook does, in the order of its steps; what is fetched is what the vector has. */
export function receive(
  provider: WebhookProvider,
  vector: SignedVector,
  trial: Trial = {},
): Reception {
  const { nowMs = vector.now * SECOND_MS, isWindowOpen = true } = trial;
  const request = { ...requestOf(vector), ...trial.request };
  if (!methodsOf(provider).includes(request.method as HttpMethod)) return { is: 'no_such_method' };
  const sender = senderOf(provider, vector, trial);
  const handshake = sender.handshakeOf(request, nowMs, isWindowOpen);
  if (handshake !== undefined) return handshake;
  const verdict = sender.verdictOf(
    request,
    nowMs,
    fetchedBy(vector, sender.keysNeeded(request, nowMs)),
  );
  if (verdict.is === 'refused') return verdict;
  return sender.verifiedHandshakeOf(request, nowMs) ?? verdict;
}

/** Why a request was refused; else what came of it. */
export const reasonOf = (reception: Reception): string =>
  'reason' in reception ? reception.reason : reception.is;

/** Whether a request came to nothing. */
export const isRefused = ({ is }: Reception): boolean =>
  is === 'refused' || is === 'not_greeted' || is === 'no_such_method';

const fetchedBy = (
  { fetch = {} }: SignedVector,
  urls: readonly string[],
): ReadonlyMap<string, string> =>
  new Map(urls.flatMap((url) => (fetch[url] === undefined ? [] : [[url, fetch[url]]])));
