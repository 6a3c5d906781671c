import type { OutboundHttp } from '@millwright/net';
import type { SendableEndpoint } from '../../endpoints/sendable-endpoint.ts';
import { requestOriginOf, type InstanceFacts } from '../../request/index.ts';

/** What a receiver answered to the handshake. */
export type OriginAnswer =
  /** `rate`: requests a minute; null: any number. */
  { isGranted: true; rate: number | null } | { isGranted: false };

const MAX_BODY_BYTES = 1_000;
const MAX_RATE = 1_000_000;

/**
 * Asks a receiver whether it wants our webhooks (CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery", section 4): an
 * OPTIONS that names us, to be answered by our name or `*`.
 */
export async function askOrigin(
  net: Pick<OutboundHttp, 'attempt'>,
  { endpoint }: Pick<SendableEndpoint, 'endpoint'>,
  { publicUrl, version }: InstanceFacts,
  signal?: AbortSignal,
): Promise<OriginAnswer> {
  const { settings, url } = endpoint;
  const origin = requestOriginOf(publicUrl);
  const outcome = await net.attempt({
    method: 'OPTIONS',
    url,
    headers: [
      ['WebHook-Request-Origin', origin],
      ['User-Agent', `Millwright/${version}`],
    ],
    timeoutMs: settings.timeout_s * 1_000,
    connectTimeoutMs: settings.connect_timeout_s * 1_000,
    maxBodyBytes: MAX_BODY_BYTES,
    ...(signal && { signal }),
  });
  if (!outcome.ok || outcome.status < 200 || outcome.status > 299) return { isGranted: false };
  const allowed = outcome.headers['webhook-allowed-origin']?.[0]?.trim().toLowerCase();
  if (allowed !== '*' && allowed !== origin.toLowerCase()) return { isGranted: false };
  const rate = Number(outcome.headers['webhook-allowed-rate']?.[0] ?? NaN);
  const isRate = Number.isInteger(rate) && rate > 0 && rate <= MAX_RATE;
  return { isGranted: true, rate: isRate ? rate : null };
}
