import { describe, expect, it } from '@jest/globals';
import { defaultIntakeLimits } from '../testing/intake-limits.ts';
import { deliveriesIn } from './batch.ts';
import { ContentTypes } from './content-type.ts';
import type { ContentType } from './content-type.ts';
import type { IntakeProblem } from './intake-problem.ts';
import { takeIn, type Intake, type IntakeRequest } from './intake.ts';

const requestOf = (text: string, more: Partial<IntakeRequest> = {}): IntakeRequest => ({
  requestId: 'r',
  webhookId: 'w',
  dataMode: 'auto',
  record: { method: 'POST', headers: {}, query_string: null, client_ip: '203.0.113.7' },
  contentType: new ContentTypes().of('application/cloudevents-batch+json') as ContentType,
  contentEncoding: 'identity',
  bytes: Buffer.from(text),
  limitBytes: 1_000_000,
  limits: defaultIntakeLimits,
  ...more,
});

function batchOf(text: string, more: Partial<IntakeRequest> = {}): Intake[] | IntakeProblem {
  const request = requestOf(text, more);
  return deliveriesIn(request, takeIn(request) as Intake);
}

describe('a batch', () => {
  it('is its elements, each as if it had been sent by itself', () => {
    const deliveries = batchOf('[ {"n":1.0} ,{"a":[{}]}]') as Intake[];

    expect(deliveries.map(({ data }) => data.text)).toEqual(['{"n":1.0}', '{"a":[{}]}']);
    expect(deliveries.map(({ request }) => request.body_base64)).toEqual([undefined, undefined]);
    expect(deliveries[0]!.request).not.toBe(deliveries[1]!.request);
  });

  it('in full mode shows each element as the body', () => {
    const [one] = batchOf('[{"n":1}]', { dataMode: 'full' }) as Intake[];

    expect(JSON.parse(one!.data.text)).toMatchObject({
      body: { n: 1 },
      body_base64: Buffer.from('{"n":1}').toString('base64'),
    });
  });

  it('may be empty', () => {
    expect(batchOf('[]')).toEqual([]);
    expect(batchOf('')).toEqual([]);
  });

  it.each(['{}', '1', '[1]', '[[]]', '[{},null]'])('%s is none', (text) => {
    expect(batchOf(text)).toMatchObject({ code: 'invalid_body' });
  });

  it('has at most 1,000 elements', () => {
    const of = (count: number): string => `[${Array.from({ length: count }, () => '{}').join()}]`;

    expect(batchOf(of(1_000))).toHaveLength(1_000);
    expect(batchOf(of(1_001))).toMatchObject({ code: 'body_too_large' });
  });
});
