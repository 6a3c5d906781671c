import type { Credential } from '@millwright/access';
import { canonicalOriginOf } from '@millwright/webhook';
import { JobProblem } from '../job-problem.ts';

// `none`: typed or bookmarked by the user, sent by no page.
const OWN_SITES = new Set(['same-origin', 'none']);

/** What tells from where a browser sends. */
export interface BrowserRequest {
  /** Lower-case name → its values in the order of their lines. */
  headers: Readonly<Record<string, readonly string[] | undefined>>;
  /** Whether the peer is one of our proxies, so that its `X-Forwarded-Host` is believed. */
  isFromTrustedProxy: boolean;
}

/**
 * The refusal of a request that a foreign page may have made a browser send: one that only a cookie stands for, from
 * another site. Undefined: let it through. Who sends a token by header or parameter knows it, so no browser lent it.
 * `consoleUrl`: where the console is served; undefined: nobody may come from there.
 */
export function crossSiteProblemOf(
  source: Credential['source'],
  request: BrowserRequest,
  consoleUrl?: string,
): JobProblem | undefined {
  if (source !== 'cookie' || isOwnSite(request, consoleUrl)) return undefined;
  return new JobProblem(
    'cross_site',
    'a cookie counts only for requests from our own pages; send the token as authorization: Bearer <token>',
  );
}

function isOwnSite(request: BrowserRequest, consoleUrl: string | undefined): boolean {
  const sites = request.headers['sec-fetch-site'];
  // Our ports are one site but two origins: what the browser says of that is final.
  if (sites !== undefined) return sites.length === 1 && OWN_SITES.has(sites[0]!);
  const origin = senderOf(request.headers);
  if (origin === undefined) return false;
  const [scheme] = origin.split('://');
  const hosts = [...ownHostsOf(request), ...hostOf(consoleUrl)];
  // Under the sender's scheme: a proxy may have taken TLS off, and a default port may stand there or not.
  return hosts.some((host) => canonicalOriginOf(`${scheme}://${host}`) === origin);
}

/** The origin that sends; undefined where a browser hides it, or nobody says. */
function senderOf(headers: BrowserRequest['headers']): string | undefined {
  const origins = headers['origin'];
  if (origins !== undefined)
    return origins.length === 1 ? canonicalOriginOf(origins[0]!) : undefined;
  const [referer, another] = headers['referer'] ?? [];
  if (referer === undefined || another !== undefined || !URL.canParse(referer)) return undefined;
  return canonicalOriginOf(new URL(referer).origin);
}

/** How we were called, as far as there is no doubt of it. */
function ownHostsOf({ headers, isFromTrustedProxy }: BrowserRequest): string[] {
  const hosts = headers['host'] ?? [];
  const forwarded = isFromTrustedProxy ? (headers['x-forwarded-host'] ?? []) : [];
  // Of a chain of proxies the first wrote what the browser had asked for.
  return [hosts, forwarded].flatMap((lines) =>
    lines.length === 1 ? [lines[0]!.split(',')[0]!.trim()] : [],
  );
}

const hostOf = (url: string | undefined): string[] =>
  url !== undefined && URL.canParse(url) ? [new URL(url).host] : [];
