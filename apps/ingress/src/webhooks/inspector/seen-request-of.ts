import { KEPT_BODY_BYTES, Mask, type SeenRequest, type WebhookRoute } from '@millwright/webhook';
import type { RequestOutcome } from '../ports/inspector.ts';
import type { RequestFacts } from '../ports/request-facts.ts';

const anybodys = new Mask(null, {}, []);
/** Above what is kept, so that no secret is cut in two. */
const MASKED_BYTES = 2 * KEPT_BODY_BYTES;

/** What is kept of a request: copied, since the request's own memory is to go, and without its secrets. */
export function seenRequestOf(
  route: WebhookRoute,
  request: RequestFacts,
  status: number,
  outcome: RequestOutcome,
): SeenRequest {
  const { sender, bytes } = request;
  const mask = sender?.mask ?? anybodys;
  const isShown =
    bytes !== undefined &&
    !isTooMuch(outcome) &&
    !mask.hides(request.headers) &&
    !holdsSecret(request, outcome);
  return {
    requestId: request.requestId,
    workspaceId: route.workspaceId,
    webhookId: route.id,
    receivedMs: request.arrivedMs,
    provider: sender?.provider.id ?? null,
    method: request.method,
    url: mask.url(request.url),
    ip: request.clientIp,
    headers: mask.headers(request.headers),
    body: isShown
      ? Buffer.from(mask.body(bytes.subarray(0, MASKED_BYTES)).subarray(0, KEPT_BODY_BYTES))
      : null,
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
