import type { RequestRecord } from '@millwright/contracts';
import type { NewEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { envelopeOfDelivery } from '../intake/envelope-of-delivery.ts';
import type { ReceivedRequest } from '../providers/webhook-provider.ts';
import { unverified, verificationRecordOf } from '../verification/verification-record.ts';
import type { WebhookRoute } from '../webhook-route.ts';
import { readSample } from './read-sample.ts';
import { sampleRequestOf } from './sample-request.ts';

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
  { url, requestId, nowMs }: { url: string; requestId: Id; nowMs: number },
): SampleEvent {
  const { sender } = route;
  const plain = sampleRequestOf(sender?.provider ?? null, url);
  const request = sender?.signed(plain, nowMs) ?? plain;
  const verdict = sender?.verdictOf(request, nowMs) ?? unverified;
  const shown = sender?.withoutSecrets(request) ?? request;
  const { intake, body } = readSample(route, { request: shown, requestId });
  const words = sender?.wordsOf({ headers: request.headers, body });
  const hint = words?.hint ?? null;
  const record: RequestRecord = { ...intake.request, sample: true };
  if (words?.deliveryId !== undefined) record.provider_delivery_id = words.deliveryId;
  return {
    request: shown,
    isSigned: verdict.is === 'accepted',
    event: {
      envelope: envelopeOfDelivery(route, {
        ...{ requestId, hint, nowMs },
        provider: sender?.provider.id ?? null,
      }),
      data: intake.data,
      request: record,
      verification: sender && verificationRecordOf(verdict.is === 'refused' ? unverified : verdict),
      keepsOrder: route.keepsOrder,
    },
  };
}
