import type { RequestRecord } from '@millwright/contracts';
import { plainEnvelope, type NewEvent } from '@millwright/event';
import { newId, type Id } from '@millwright/kernel';
import { ContentTypes } from '../intake/content-type.ts';
import { takeIn, type Intake } from '../intake/intake.ts';
import type { IntakeLimits } from '../intake/intake-limits.ts';
import { IntakeProblem } from '../intake/intake-problem.ts';
import { queryStringOf } from '../intake/request-query.ts';
import { DeliveryBody } from '../providers/delivery-body.ts';
import type { ReceivedRequest } from '../providers/webhook-provider.ts';
import { unverified, verificationRecordOf } from '../verification/verification-record.ts';
import type { WebhookRoute } from '../webhook-route.ts';
import { topicOfEvent } from '../webhook-topic.ts';
import { sampleRequestOf } from './sample-request.ts';

const LIMIT_BYTES = 65_536;

/** A delivery to a webhook that nobody sent, and the event that it becomes. */
export interface SampleEvent {
  /** Without its secrets. */
  request: ReceivedRequest;
  /** Whether it would pass the webhook's own check. */
  isSigned: boolean;
  event: NewEvent;
}

/**
 * The provider's sample on its way through the intake, but for HTTP: signed, verified, read, named, as a request to the
 * webhook would be. Where only the sender can sign, it is taken unverified.
 */
export function sampleEventOf(
  route: WebhookRoute,
  {
    url,
    requestId,
    nowMs,
    limits,
  }: { url: string; requestId: Id; nowMs: number; limits: IntakeLimits },
): SampleEvent {
  const { sender } = route;
  const plain = sampleRequestOf(sender?.provider ?? null, url);
  const request = sender?.signed(plain, nowMs) ?? plain;
  const verdict = sender?.verdictOf(request, nowMs) ?? unverified;
  const shown = sender?.withoutSecrets(request) ?? request;
  const intake = intakeOf(route, { request, shown, requestId, limits });
  const body = new DeliveryBody(intake.body);
  const words = sender?.wordsOf({ headers: request.headers, body });
  const hint = words?.hint ?? null;
  const record: RequestRecord = { ...intake.request, sample: true };
  if (words?.deliveryId !== undefined) record.provider_delivery_id = words.deliveryId;
  return {
    request: shown,
    isSigned: verdict.is === 'accepted',
    event: {
      envelope: plainEnvelope({
        id: newId(nowMs),
        workspace_id: route.workspaceId,
        topic: topicOfEvent(route.topic, hint),
        source: 'webhook',
        created_at: new Date(nowMs).toISOString(),
        webhook_id: route.id,
        provider: sender?.provider.id ?? null,
        provider_event: hint,
        request_id: requestId,
      }),
      data: intake.data,
      request: record,
      verification: sender && verificationRecordOf(verdict.is === 'refused' ? unverified : verdict),
      keepsOrder: route.keepsOrder,
    },
  };
}

function intakeOf(
  route: WebhookRoute,
  {
    request,
    shown,
    requestId,
    limits,
  }: {
    request: ReceivedRequest;
    shown: ReceivedRequest;
    requestId: Id;
    limits: IntakeLimits;
  },
): Intake {
  const types = new ContentTypes();
  const header = request.headers['content-type']?.[0];
  const contentType = route.sender?.sendsJson ? types.asJson(header) : types.of(header);
  if (contentType instanceof IntakeProblem) throw new Error(contentType.detail);
  const intake = takeIn({
    requestId,
    webhookId: route.id,
    dataMode: route.dataMode,
    record: {
      method: request.method,
      headers: Object.fromEntries(
        Object.entries(shown.headers).map(([name, values]) => [name, [...values]]),
      ),
      query_string: queryStringOf(shown.url),
      client_ip: '127.0.0.1',
    },
    contentType,
    contentEncoding: 'identity',
    bytes: shown.rawBody,
    limitBytes: LIMIT_BYTES,
    limits,
  });
  if (intake instanceof Promise || intake instanceof IntakeProblem) {
    throw new Error(`the sample of ${route.sender?.provider.id ?? 'nobody'} cannot be read`);
  }
  return intake;
}
