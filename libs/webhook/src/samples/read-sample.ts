import type { Id } from '@millwright/kernel';
import { ContentTypes } from '../intake/content-type.ts';
import { takeIn, type Intake } from '../intake/intake.ts';
import type { IntakeLimits } from '../intake/intake-limits.ts';
import { IntakeProblem } from '../intake/intake-problem.ts';
import { queryStringOf } from '../intake/request-query.ts';
import { DeliveryBody } from '../providers/delivery-body.ts';
import type { ReceivedRequest } from '../providers/webhook-provider.ts';
import type { WebhookRoute } from '../webhook-route.ts';

/** Far above any sample. */
const LIMIT_BYTES = 65_536;
const limits: IntakeLimits = {
  jsonDepth: 200,
  jsonKeys: 1_000,
  formPairs: 1_000,
  formDepth: 32,
  multipartParts: 100,
};

/** Reads a sample as the intake reads what a webhook is sent. */
export function readSample(
  { id, dataMode, sender }: Pick<WebhookRoute, 'id' | 'dataMode' | 'sender'>,
  { request, requestId }: { request: ReceivedRequest; requestId: Id },
): { intake: Intake; body: DeliveryBody } {
  const types = new ContentTypes();
  const header = request.headers['content-type']?.[0];
  const contentType = sender?.sendsJson ? types.asJson(header) : types.of(header);
  if (contentType instanceof IntakeProblem) throw new Error(contentType.detail);
  const lines = Object.entries(request.headers).map(([name, values]) => [name, [...values]]);
  const intake = takeIn({
    requestId,
    webhookId: id,
    dataMode,
    record: {
      method: request.method,
      headers: Object.fromEntries(lines) as Record<string, string[]>,
      query_string: queryStringOf(request.url),
      client_ip: '127.0.0.1',
    },
    contentType,
    contentEncoding: 'identity',
    bytes: request.rawBody,
    limitBytes: LIMIT_BYTES,
    limits,
  });
  if (intake instanceof Promise || intake instanceof IntakeProblem) {
    throw new Error(`the sample of ${sender?.provider.id ?? 'nobody'} cannot be read`);
  }
  return { intake, body: new DeliveryBody(intake.body) };
}
