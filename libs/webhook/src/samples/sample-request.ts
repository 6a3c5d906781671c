import type {
  ReceivedRequest,
  SampleDelivery,
  WebhookProvider,
} from '../providers/webhook-provider.ts';

const plain: SampleDelivery = { body: '{"hello":"world"}' };

/** A delivery that a webhook can be tried with, as the provider makes them, unsigned; null: nobody's we know. */
export function sampleRequestOf(
  provider: Pick<WebhookProvider, 'sample'> | null,
  url: string,
): ReceivedRequest {
  const { headers = {}, body } = provider?.sample ?? plain;
  const lines = Object.entries({ 'content-type': 'application/json', ...headers });
  return {
    method: 'POST',
    url,
    headers: Object.fromEntries(lines.map(([name, value]) => [name, [value]])),
    rawBody: Buffer.from(body),
  };
}
