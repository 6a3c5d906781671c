import { headerValue } from './header-values.ts';
import type { SignatureScheme } from '../providers/webhook-provider.ts';

/** Two ways of one sender, told apart by a header (its name in lower case). Both make the same key of a secret. */
export const eitherScheme = (
  header: string,
  withHeader: SignatureScheme<object>,
  withoutHeader: Pick<SignatureScheme<object>, 'signatureHeadersOf' | 'verify'>,
): SignatureScheme<object> => ({
  ...withHeader,
  signatureHeadersOf: (config) => [
    ...new Set([
      ...withHeader.signatureHeadersOf(config),
      ...withoutHeader.signatureHeadersOf(config),
    ]),
  ],
  verify: (request, by, nowMs) =>
    headerValue(request.headers, header) === undefined
      ? withoutHeader.verify(request, by, nowMs)
      : withHeader.verify(request, by, nowMs),
});
