export { httpSignatureHeaders, type SignableRequest } from './http-signature.ts';
export { isStandardSecret } from './key-text.ts';
export { mauticSignatureOf } from './mautic-signature.ts';
export { contentDigestOf } from './message-signature.ts';
export { keysAt, type SigningKey } from './signing-key.ts';
export { SigningError } from './signing.errors.ts';
export { standardSignatureOf, v1aOf, v1Of, type SignedContent } from './standard-webhooks.ts';
