import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { Clock } from '@millwright/kernel';
import { z } from 'zod';
import { ConnectionError } from '../connection.errors.ts';
import type { GrantedToken } from '../source/access-tokens.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import { type GrantContext, requestToken } from './request-token.ts';

const LASTS_S = 3_600;
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Of the key file that Google gives for a service account, what is needed. */
const keyFile = z.object({
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
});

/**
 * An access token for the key of a service account: a JWT signed with it (RFC 7523, as in Google's "OAuth 2.0 for
 * server to server applications"). @throws ConnectionError, NetError
 */
export async function serviceAccountGrant(
  connection: OpenConnection<'google'>,
  scopes: readonly string[],
  context: GrantContext & { clock: Clock },
): Promise<GrantedToken> {
  const { token_url: url } = connection.fields;
  const { email, key, keyId } = keyOf(connection);
  const issuedAt = Math.floor(context.clock.now() / 1_000);
  const claims = {
    iss: email,
    scope: scopes.join(' '),
    aud: url,
    iat: issuedAt,
    exp: issuedAt + LASTS_S,
  };
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) };
  const signed = `${encoded(header)}.${encoded(claims)}`;
  const signature = sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url');
  const form = { grant_type: GRANT_TYPE, assertion: `${signed}.${signature}` };
  return requestToken({ url, form, connection }, context);
}

function keyOf({ name, fields }: OpenConnection<'google'>): {
  email: string;
  key: KeyObject;
  keyId: string | undefined;
} {
  try {
    const file = keyFile.parse(JSON.parse(fields.service_account ?? ''));
    const key = createPrivateKey(file.private_key);
    if (key.asymmetricKeyType !== 'rsa') throw new TypeError('not an RSA key');
    return { email: file.client_email, key, keyId: file.private_key_id };
  } catch {
    // What is wrong may quote the key.
    const message = `the service_account of the Connection "${name}" is not the JSON key file of a service account`;
    throw new ConnectionError('connection_rejected', message);
  }
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
