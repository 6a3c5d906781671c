import type { Database } from '@millwright/database';
import { newId, type Clock, type Id } from '@millwright/kernel';
import type { SendableEndpoint } from '../endpoints/sendable-endpoint.ts';
import { bytesOfBody, type Body } from '../formats/index.ts';
import { attemptIdOf } from '../history/delivery-ids.ts';
import type { AttemptShape } from '../reads/attempt-shape.ts';
import { MASK, signedRequestOf, type InstanceFacts } from '../request/index.ts';
import type { AttemptResult } from '../sending/attempt/attempt-result.ts';
import type { DeliverySender } from '../sending/attempt/delivery-sender.ts';
import { transformedBody, type TransformationTools } from '../sending/attempt/transformation.ts';
import { DeliveryError } from '../sending/delivery.errors.ts';
import { TestEvents, testEventsOf, type TestWish } from './test-events.ts';
import { beginTest, endTest, forgetTest } from './test-record.ts';
import type { TestSamples } from './test-samples.ts';

/** What tests are made with. */
export interface EndpointTestTools extends Pick<
  TransformationTools,
  'liquid' | 'limitsOf' | 'publicUrl' | 'maxBodyBytes'
> {
  database: Database;
  samples: TestSamples;
  sender: Pick<DeliverySender, 'send'>;
  instance: InstanceFacts;
  clock: Clock;
}

/** A test as it is asked for. */
export interface EndpointTest extends TestWish {
  /** Whether the endpoint has been saved: only then anything is stored. */
  isSaved: boolean;
  /** Shows what would be sent, and sends nothing. */
  isDry: boolean;
}

/** What came of a test; in a dry run there is no attempt. */
export interface TestAnswer {
  ok: boolean;
  delivery_id: Id | null;
  request: { headers: Record<string, string>; body: string | null };
  attempt: (Omit<AttemptShape, 'delivery_id'> & { delivery_id: Id | null }) | null;
}

/** A test, or why there was none. */
export type TestOutcome =
  | { ok: true; answer: TestAnswer }
  | { ok: false; reason: 'address_forbidden' | 'rate_limited' | 'not_rendered'; message: string };

/**
 * Sends an endpoint what it would be sent, by the code that sends the real ones: one attempt at once, without an effect
 * on its health, its counters or its pending items. Works on a disabled one.
 */
export class EndpointTests {
  constructor(private readonly tools: EndpointTestTools) {}

  async test(sendable: SendableEndpoint, asked: EndpointTest): Promise<TestOutcome> {
    const prepared = await this.prepare(sendable, asked);
    if (asked.isDry) return this.shown(sendable, prepared);
    const { id, body, delivery, now } = prepared;
    const { endpoint } = sendable;
    const topics = prepared.topics;
    const stored = body instanceof DeliveryError ? null : body;
    const test = { id, endpoint, topic: delivery.topic, topics, body: stored, now };
    if (asked.isSaved && !(await beginTest(this.tools.database, test))) {
      const message = 'the endpoint has as many requests as its rate_limit allows; try again later';
      return { ok: false, reason: 'rate_limited', message };
    }
    const result = await this.tools.sender.send({
      endpoint: sendable,
      delivery,
      body: () => (body instanceof DeliveryError ? Promise.reject(body) : Promise.resolve(body)),
      number: 1,
      now,
    });
    if (result.error?.code === 'address_forbidden') {
      if (asked.isSaved) await forgetTest(this.tools.database, id);
      const message = 'Access to private addresses is not allowed.';
      return { ok: false, reason: 'address_forbidden', message };
    }
    if (asked.isSaved) await endTest(this.tools.database, id, result);
    return { ok: true, answer: answerOf(asked.isSaved ? id : null, id, stored, result, now) };
  }

  private async prepare({ endpoint }: SendableEndpoint, asked: EndpointTest) {
    const { database, samples, clock } = this.tools;
    const now = new Date(clock.now());
    const id = newId();
    const events = await testEventsOf(endpoint, asked, samples, now);
    const isBatched = endpoint.mode === 'batched';
    const topics = events.map(({ envelope }) => envelope.topic);
    const delivery = {
      ...{ id, workspaceId: endpoint.workspaceId, endpointId: endpoint.id },
      ...{ format: endpoint.format, isTest: true, createdAt: now, body: null, isText: false },
      eventId: isBatched ? null : events[0]!.envelope.id,
      eventIds: isBatched ? events.map(({ envelope }) => envelope.id) : null,
      topic: isBatched ? null : topics[0]!,
      topics: isBatched ? topics : null,
    };
    const tools = { ...this.tools, events: new TestEvents(database, events) };
    const body = await transformedBody(tools, endpoint, delivery).catch((error: unknown) => {
      if (error instanceof DeliveryError) return error;
      throw error;
    });
    return { id, now, body, topics, delivery };
  }

  /** No token is asked for: nothing goes out. The header that would carry it is masked like any credential. */
  private shown(
    sendable: SendableEndpoint,
    { body, delivery, now }: Awaited<ReturnType<EndpointTests['prepare']>>,
  ): TestOutcome {
    if (body instanceof DeliveryError) {
      return { ok: false, reason: 'not_rendered', message: body.message };
    }
    const { shownHeaders } = signedRequestOf(
      sendable,
      { ...delivery, ...body, isBatched: delivery.eventIds !== null },
      { number: 1, now, accessToken: MASK },
      this.tools.instance,
    );
    const request = { headers: shownHeaders, body: textOf(body) };
    return { ok: true, answer: { ok: true, delivery_id: null, request, attempt: null } };
  }
}

const textOf = (body: Body | null): string | null =>
  body === null ? null : bytesOfBody(body).toString('utf8');

function answerOf(
  deliveryId: Id | null,
  id: Id,
  body: Body | null,
  result: AttemptResult,
  now: Date,
): TestAnswer {
  const { requestHeaders, responseHeaders, responseBody, isTruncated, remoteAddress } = result;
  return {
    ok: result.error === null,
    delivery_id: deliveryId,
    request: { headers: requestHeaders ?? {}, body: textOf(body) },
    attempt: {
      id: attemptIdOf(id, 1),
      delivery_id: deliveryId,
      number: 1,
      manual: false,
      url: result.url,
      started_at: now,
      duration_ms: result.durationMs,
      status_code: result.statusCode,
      request_headers: requestHeaders,
      response_headers: responseHeaders,
      response_body: responseBody,
      response_truncated: isTruncated,
      remote_address: remoteAddress,
      error: result.error,
    },
  };
}
