import { randomBytes } from 'node:crypto';
import type { Config } from '@millwright/config';
import { keptSecret } from './kept-secret.ts';
import type { KeptSecret, SecretFile } from './kept-secret.ts';

const adminToken: SecretFile = {
  name: 'admin-token',
  make: () => `mw_${randomBytes(32).toString('base64url')}`,
  isValid: (text) => /^[\x21-\x7e]{24,512}$/.test(text),
};

const secretKey: SecretFile = {
  name: 'secret-key',
  make: () => randomBytes(32).toString('base64'),
  isValid: (text) => Buffer.from(text, 'base64').length === 32,
};

/** A configuration with a token and a key, and what became of the token. */
export interface WithSecrets {
  config: Config;
  /** Undefined where ADMIN_TOKEN gives it. */
  token: KeptSecret | undefined;
}

/** Takes the admin token and the secret key from the environment, or else from the data directory, where they are made. */
export async function withSecrets(config: Config): Promise<WithSecrets> {
  const { dataDir, access, secretKeys } = config;
  const token = access.adminToken ? undefined : await keptSecret(dataDir, adminToken);
  const key = secretKeys.current ?? (await keptSecret(dataDir, secretKey)).value;
  const secrets = { secretKeys: { ...secretKeys, current: key } };
  if (!token) return { config: { ...config, ...secrets }, token };
  return { config: { ...config, ...secrets, access: { adminToken: token.value } }, token };
}
