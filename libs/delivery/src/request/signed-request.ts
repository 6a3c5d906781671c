import type { Id } from '@millwright/kernel';
import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';
import { bytesOfBody, contentTypeOf, type Body } from '../formats/index.ts';
import { keysAt, SigningError } from '../signing/index.ts';
import { MASK } from './masked.ts';
import { authorizationOf } from './receiver-auth.ts';
import type { RequestEndpoint } from './request-endpoint.ts';
import { signatureHeaders, type Header } from './signature-headers.ts';

/** What of a delivery a request is made of. */
export interface RequestDelivery extends Body {
  id: Id;
  format: EndpointFormat;
  /** Whether it was made as a batch, also of one event. */
  isBatched: boolean;
  /** Of the one event that it carries. */
  topic: string | null;
  isTest: boolean;
}

/** One try of a delivery. */
export interface RequestAttempt {
  number: number;
  now: Date;
  /** Of the receiver's OAuth 2 server; null where none is asked for. */
  accessToken: string | null;
}

/** What every request says of the instance. */
export interface InstanceFacts {
  /** No trailing slash. */
  publicUrl: string;
  version: string;
}

/** A POST ready to be sent. */
export interface SignedRequest {
  url: string;
  headers: Header[];
  body: Buffer;
  /** The headers as they may be shown: signatures as they are, credentials and values of the endpoint's own masked. */
  shownHeaders: Record<string, string>;
}

/** Makes the request of one attempt. The body's bytes are those of every other attempt. @throws SigningError */
export function signedRequestOf(
  sendable: RequestEndpoint,
  delivery: RequestDelivery,
  attempt: RequestAttempt,
  instance: InstanceFacts,
): SignedRequest {
  const body = bytesOfBody(delivery);
  // As it goes over the wire: what signs the target must see the same.
  const url = new URL(sendable.endpoint.url).href;
  const timestamp = Math.floor(attempt.now.getTime() / 1_000);
  const { id, format } = delivery;
  const own: Header[] = [
    ['Content-Type', contentTypeOf(format, delivery)],
    ...plainHeaders(sendable, delivery, instance),
    ['webhook-id', id],
    ['webhook-timestamp', String(timestamp)],
    ...signatureHeaders(sendable, keysAt(sendable.keys, attempt.now), {
      id,
      timestamp,
      body,
      format,
      url,
    }),
    ['User-Agent', `Millwright/${instance.version}`],
    ['X-Millwright-Attempt', String(attempt.number)],
  ];
  const hidden = hiddenHeaders(sendable, attempt, own);
  const masked = hidden.map(([name]): Header => [name, MASK]);
  return {
    url,
    headers: [...own, ...hidden],
    body,
    shownHeaders: Object.fromEntries([...own, ...masked]),
  };
}

/** Who asks for a receiver's consent to be sent webhooks (CloudEvents, "HTTP 1.1 Web Hooks for Event Delivery"). */
export const requestOriginOf = (publicUrl: string): string => new URL(publicUrl).hostname;

function plainHeaders(
  { endpoint: { settings } }: RequestEndpoint,
  { format, isBatched, topic, isTest }: RequestDelivery,
  { publicUrl }: InstanceFacts,
): Header[] {
  const headers: Header[] = [];
  if (format === 'mautic') headers.push(['X-Origin-Base-URL', publicUrl]);
  if (format === 'cloudevents' && settings.verify_origin)
    headers.push(['WebHook-Request-Origin', requestOriginOf(publicUrl)]);
  if (!isBatched && topic !== null) headers.push(['X-Millwright-Topic', topic]);
  if (isTest) headers.push(['X-Millwright-Test', 'true']);
  return headers;
}

/** Credentials and the endpoint's own headers; never one that the request has already. */
function hiddenHeaders(
  { endpoint: { settings }, secrets }: RequestEndpoint,
  { accessToken }: RequestAttempt,
  own: readonly Header[],
): Header[] {
  if (secrets === null)
    throw new SigningError(
      'the secrets of the endpoint cannot be opened; check MILLWRIGHT_SECRET_KEY',
    );
  const authorization = authorizationOf(settings.auth, secrets, accessToken);
  const hidden: Header[] = authorization === undefined ? [] : [['Authorization', authorization]];
  const taken = new Set([...own, ...hidden].map(([name]) => name.toLowerCase()));
  for (const name of settings.header_names) {
    const value = secrets.headers[name];
    if (value !== undefined && !taken.has(name.toLowerCase())) hidden.push([name, value]);
  }
  return hidden;
}
