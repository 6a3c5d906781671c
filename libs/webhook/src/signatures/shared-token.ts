import type { z } from 'zod';
import {
  refused,
  type SignatureScheme,
  type WebhookProvider,
} from '../providers/webhook-provider.ts';
import { headerValues } from './header-values.ts';
import { hmacKeyOf } from './hmac-key.ts';
import { queryValues } from './query-values.ts';
import { tokenAmong } from './static-token.ts';

type SecretPlaces = ReturnType<NonNullable<WebhookProvider['secretPlacesOf']>>;

/** Where requests carry the secret itself. */
export interface SharedToken<Config> {
  /** The provider's own options. */
  config: z.ZodType<Config>;
  /** In lower case: a header or a parameter, or several; any one will do. */
  places: (config: Config) => SecretPlaces;
  /** The secret in the value of a header; undefined: there is none. Default: all of it. */
  read?: (value: string) => string | Buffer | undefined;
  /** The value of a header with that secret. Default: the secret itself. */
  write?: (secret: Buffer) => string;
  /** What a secret has to look like. Default: anything. */
  pattern?: RegExp;
  /** Of the event's record. Default: `token`. */
  scheme?: string;
}

/** The check of senders that sign nothing and tell a secret instead. */
export function sharedToken<Config>({
  config,
  places,
  read = (value) => value,
  write = (secret) => secret.toString('latin1'),
  pattern = /^/,
  scheme = 'token',
}: SharedToken<Config>): SignatureScheme<Config> &
  Required<Pick<WebhookProvider<Config>, 'secretPlacesOf'>> {
  return {
    toleranceSeconds: null,
    signsUrl: false,
    signsBody: false,
    config,
    keyOf: (secret) => (pattern.test(secret) ? hmacKeyOf(secret, 'utf8') : undefined),
    signatureHeadersOf: (options) => places(options).headers ?? [],
    secretPlacesOf: places,
    verify({ headers, query }, { secrets, config: options }) {
      const { headers: names = [], query: parameters = [] } = places(options);
      const inHeaders = names
        .flatMap((name) => headerValues(headers, name))
        .filter((value) => value !== '');
      const tokens = [
        ...inHeaders.map(read).filter((token) => token !== undefined),
        ...parameters.flatMap((name) => queryValues(query, name)).map((text) => Buffer.from(text)),
      ];
      if (tokens.length === 0 && inHeaders.length > 0) return refused('signature_malformed');
      return tokenAmong(secrets, tokens, scheme);
    },
    sign(_request, { key, config: options }) {
      const { headers: [header] = [], query: [parameter] = [] } = places(options);
      if (header !== undefined) return { headers: { [header]: write(key.export()) } };
      return { query: { [parameter!]: key.export().toString() } };
    },
  };
}
