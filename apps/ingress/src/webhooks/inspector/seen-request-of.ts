import {
  KEPT_BODY_BYTES,
  maskedHeaders,
  maskedUrl,
  type SecretPlaces,
  type SeenRequest,
  type WebhookRoute,
} from '@millwright/webhook';
import type { RequestOutcome } from '../ports/inspector.ts';
import type { RequestFacts } from '../ports/request-facts.ts';

const anybodys: SecretPlaces = { headers: ['authorization'], query: [] };

/** What is kept of a request: copied, since the request's own memory is to go, and without its secrets. */
export function seenRequestOf(
  route: WebhookRoute,
  request: RequestFacts,
  status: number,
  outcome: RequestOutcome,
): SeenRequest {
  const { sender, bytes } = request;
  const places = sender?.secretPlaces ?? anybodys;
  const isShown = bytes !== undefined && !isTooMuch(outcome) && !holdsSecret(request, outcome);
  return {
    requestId: request.requestId,
    workspaceId: route.workspaceId,
    webhookId: route.id,
    receivedMs: request.arrivedMs,
    provider: sender?.provider.id ?? null,
    method: request.method,
    url: maskedUrl(request.url, places),
    ip: request.clientIp,
    headers: maskedHeaders({ ...request.headers } as Record<string, string[]>, places),
    body: isShown ? Buffer.from(bytes.subarray(0, KEPT_BODY_BYTES)) : null,
    bodyBytes: bytes?.length ?? 0,
    status,
    reason: outcome.is === 'refused' ? outcome.reason : null,
    handshake: outcome.is === 'greeted' ? outcome.kind : null,
  };
}

/** Some of it is only found too large once it was read: unpacked, or split into its deliveries. */
const isTooMuch = (outcome: RequestOutcome): boolean =>
  outcome.is === 'refused' && outcome.reason === 'body_too_large';

/** Some senders tell their secret in the body of a handshake. */
const holdsSecret = ({ sender }: RequestFacts, outcome: RequestOutcome): boolean =>
  sender?.provider.learnsSecret === true &&
  (outcome.is === 'greeted' ||
    (outcome.is === 'refused' && outcome.reason.startsWith('handshake')));
