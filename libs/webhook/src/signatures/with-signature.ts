import type { ReceivedRequest, SignatureParts } from '../providers/webhook-provider.ts';

/** A request with what signs it. */
export function withSignature(
  request: ReceivedRequest,
  { headers = {}, query = {}, body }: SignatureParts,
): ReceivedRequest {
  const added = Object.entries(headers).map(([name, value]) => [name, [value]] as const);
  return {
    ...request,
    url: withQuery(request.url, new URLSearchParams({ ...query }).toString()),
    headers: { ...request.headers, ...Object.fromEntries(added) },
    rawBody: body === undefined ? request.rawBody : Buffer.from(body),
  };
}

const withQuery = (url: string, query: string): string =>
  query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
