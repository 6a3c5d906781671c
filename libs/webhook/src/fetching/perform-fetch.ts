import type {
  FetchPurpose,
  ProviderFetchFinished,
  ProviderFetchRequested,
} from '@millwright/contracts';
import { MillwrightError } from '@millwright/kernel';
import type { OutboundHttp } from '@millwright/net';
import { providerNamed } from '../providers/index.ts';
import { pinnedUrl } from '../signatures/pinned-url.ts';

const TIMEOUT_MS = 5_000;
/** Of a key, or of whatever answers a confirmation. */
const MAX_BYTES = 64 * 1_024;

/** What a fetch came to, without its id. */
export type Fetched = Omit<ProviderFetchFinished, 'fetch_id'>;

/**
 * Fetches an address of a provider: over `net` alone, without redirects, where the catalogue says that its keys are or
 * its subscriptions are confirmed. Whoever asks may be wrong about the address, and the address about itself.
 */
export async function performFetch(
  net: Pick<OutboundHttp, 'request'>,
  { provider, purpose, url }: Pick<ProviderFetchRequested, 'provider' | 'purpose' | 'url'>,
): Promise<Fetched> {
  const pinned = fetchableUrl(provider, purpose, url);
  if (pinned === undefined) return failed('untrusted', 'url_not_pinned');
  try {
    const { status, body } = await net.request({
      method: 'GET',
      url: pinned,
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_BYTES,
      followRedirects: false,
    });
    return answered(status, body);
  } catch (error) {
    if (!(error instanceof MillwrightError)) throw error;
    const { code } = error;
    return failed(LEADS_ELSEWHERE.has(code) ? 'untrusted' : 'unavailable', code);
  }
}

/** The address as it is fetched for that purpose; undefined when the provider has nothing there. */
export function fetchableUrl(
  provider: string,
  purpose: FetchPurpose,
  url: string,
): string | undefined {
  const pin = providerNamed(provider)?.pins?.[purpose];
  return pin && pinnedUrl(url, pin);
}

/** A name that leads inside, and more than any key has: nothing that trying again would mend. */
const LEADS_ELSEWHERE: ReadonlySet<string> = new Set(['address_forbidden', 'size_limit']);

function answered(status: number, body: Buffer): Fetched {
  if (status >= 200 && status < 300) return { outcome: 'fetched', text: body.toString('utf8') };
  if (status >= 300 && status < 400) return failed('untrusted', 'redirect_refused');
  return failed('unavailable', 'http_status');
}

const failed = (outcome: Exclude<Fetched['outcome'], 'fetched'>, reason: string): Fetched => ({
  outcome,
  text: '',
  reason,
});
