import { certificateFault } from './client-certificate.ts';
import type { EndpointFault } from './endpoint-fault.ts';
import type { EndpointSecrets, EndpointSettings, ReceiverAuth } from './endpoint-settings.ts';
import { MASKED, type EndpointPatch } from './endpoint.schema.ts';
import type { ReceiverAuthInput } from './receiver-auth.schema.ts';

/** The settings that have a part that lies sealed. */
export type HalfSealed = Pick<EndpointSettings, 'header_names' | 'auth' | 'client_certificate'>;

/** Those settings with their sealed part. */
export interface SecretsDraft {
  settings: HalfSealed;
  secrets: EndpointSecrets;
}

type Given = Pick<EndpointPatch, 'headers' | 'auth' | 'client_certificate'>;

/**
 * Works out headers, credentials and client certificate: what is given as a whole, less the secrets that are left out,
 * which stay. Faults are added to `faults`.
 */
export function draftSecrets(
  current: SecretsDraft,
  given: Given,
  faults: EndpointFault[],
): SecretsDraft {
  const headers = given.headers
    ? draftHeaders(current.secrets.headers, given.headers, faults)
    : current.secrets.headers;
  const { auth, secret } = given.auth
    ? draftAuth(current, given.auth, faults)
    : { auth: current.settings.auth, secret: current.secrets.auth };
  const { certificate, key } =
    given.client_certificate === undefined
      ? { certificate: current.settings.client_certificate, key: current.secrets.client_key }
      : draftCertificate(current.secrets.client_key, given.client_certificate, faults);
  const header_names = Object.keys(headers);
  const authorization = header_names.find((name) => name.toLowerCase() === 'authorization');
  if (authorization !== undefined && auth.type !== 'none') {
    faults.push({
      path: `headers.${authorization}`,
      message: 'is what auth sends: give one of them',
    });
  }
  return {
    settings: { header_names, auth, client_certificate: certificate },
    secrets: { headers, auth: secret, client_key: key },
  };
}

function draftHeaders(
  current: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  faults: EndpointFault[],
): Record<string, string> {
  const kept = new Map(Object.entries(current).map(([name, value]) => [name.toLowerCase(), value]));
  const valueOf = (name: string, value: string): string => {
    if (value !== MASKED) return value;
    const before = kept.get(name.toLowerCase());
    if (before !== undefined) return before;
    faults.push({ path: `headers.${name}`, message: `has no value yet that ${MASKED} could keep` });
    return value;
  };
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, valueOf(name, value)]),
  );
}

/** The member that holds the secret, by type. */
const secretMembers = { bearer: 'token', basic: 'password', oauth2: 'client_secret' } as const;

function draftAuth(
  current: SecretsDraft,
  given: ReceiverAuthInput,
  faults: EndpointFault[],
): { auth: ReceiverAuth; secret: string | null } {
  if (given.type === 'none') return { auth: given, secret: null };
  const { auth, secret: fresh } = split(given);
  const isSameType = current.settings.auth.type === given.type;
  const secret = fresh ?? (isSameType ? current.secrets.auth : null);
  if (secret === null) {
    faults.push({ path: `auth.${secretMembers[given.type]}`, message: 'is missing' });
  }
  return { auth, secret };
}

function split(given: Exclude<ReceiverAuthInput, { type: 'none' }>): {
  auth: ReceiverAuth;
  secret: string | undefined;
} {
  switch (given.type) {
    case 'bearer':
      return { auth: { type: 'bearer' }, secret: given.token };
    case 'basic':
      return { auth: { type: 'basic', username: given.username }, secret: given.password };
    case 'oauth2': {
      const { client_secret: secret, ...auth } = given;
      return { auth, secret };
    }
  }
}

function draftCertificate(
  keptKey: string | null,
  given: NonNullable<Given['client_certificate']> | null,
  faults: EndpointFault[],
): { certificate: string | null; key: string | null } {
  if (given === null) return { certificate: null, key: null };
  const { certificate, private_key: key = keptKey } = given;
  if (key === null) {
    faults.push({ path: 'client_certificate.private_key', message: 'is missing' });
    return { certificate, key };
  }
  const fault = certificateFault(certificate, key);
  if (fault) faults.push({ ...fault, path: `client_certificate.${fault.path}` });
  return { certificate, key };
}
