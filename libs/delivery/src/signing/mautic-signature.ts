import { hmacOf } from '@millwright/kernel';

/**
 * The signature that Mautic sends: HMAC-SHA256 of the body, the whole text of the secret as its key, in base64.
 * Source: Mautic developer documentation, "Webhooks".
 */
export const mauticSignatureOf = (secret: string, body: Uint8Array): string =>
  hmacOf('sha256', secret, [body]).toString('base64');
