import type { EndpointFormat } from '../endpoints/endpoint.entity.ts';
import {
  httpSignatureHeaders,
  isStandardSecret,
  mauticSignatureOf,
  SigningError,
  standardSignatureOf,
  type SignedContent,
  type SigningKey,
} from '../signing/index.ts';
import type { RequestEndpoint } from './request-endpoint.ts';

/** A header of a request. */
export type Header = [name: string, value: string];

/** Every header that signs a request. `keys`: those that sign now, newest first. @throws SigningError */
export function signatureHeaders(
  { endpoint: { id: endpointId, settings } }: RequestEndpoint,
  keys: readonly SigningKey[],
  request: SignedContent & { format: EndpointFormat; url: string },
): Header[] {
  const [current, previous] = keys;
  if (current === undefined) throw new SigningError('the endpoint has no key to sign with');
  const { signature, http_signature: algorithm } = settings;
  const standard = (): string => standardSignatureOf(keys, request, signature);
  const headers: Header[] = [];
  if (request.format === 'mautic') {
    headers.push(['Webhook-Signature', mauticSignatureOf(current.secret, request.body)]);
    if (previous !== undefined)
      headers.push([
        'Webhook-Signature-Previous',
        mauticSignatureOf(previous.secret, request.body),
      ]);
    if (isStandardSecret(current.secret)) headers.push(['X-Millwright-Signature', standard()]);
  } else {
    headers.push(['Webhook-Signature', standard()]);
  }
  if (algorithm === 'none') return headers;
  return [
    ...headers,
    ...httpSignatureHeaders(keys, { ...request, method: 'POST', endpointId }, algorithm),
  ];
}
