import { bytesOfHeader, headerValue } from '../signatures/header-values.ts';
import type { HmacConfig } from './hmac.options.ts';
import type { TemplatePart } from './signed-template.ts';
import type { SignedRequest } from './webhook-provider.ts';

/** The signed text in pieces; undefined when a header that takes part in it is missing. */
export function signedParts(
  request: SignedRequest,
  { template, id_header }: HmacConfig,
  time: string | null | undefined,
): (string | Buffer)[] | undefined {
  const parts = template.map((part) => filled(part, request, id_header, time));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function filled(
  part: TemplatePart,
  { headers, method, url, rawBody }: SignedRequest,
  idHeader: string | undefined,
  time: string | null | undefined,
): string | Buffer | undefined {
  switch (part.is) {
    case 'text':
      return part.text;
    case 'body':
      return rawBody;
    case 'timestamp':
      return time ?? undefined;
    case 'method':
      return method;
    case 'url':
      return url;
    case 'path':
      return addressOf(url).path;
    case 'query':
      return addressOf(url).query;
    case 'id':
      return bytesOf(idHeader && headerValue(headers, idHeader));
    case 'header':
      return bytesOf(headerValue(headers, part.name));
  }
}

const bytesOf = (value: string | undefined): Buffer | undefined =>
  value === undefined ? undefined : bytesOfHeader(value);

/** As they were sent: a URL parser would write them anew. */
function addressOf(url: string): { path: string; query: string } {
  const [, path = '', query = ''] = /^[a-z]+:\/\/[^/?#]*([^?#]*)(?:\?([^#]*))?/i.exec(url) ?? [];
  return { path: path === '' ? '/' : path, query };
}
