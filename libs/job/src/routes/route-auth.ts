import { equalsConstantTime, sha256Hex, type Id } from '@millwright/kernel';
import {
  providerNamed,
  Sender,
  unknownProvider,
  verificationRecordOf,
  type RefusalReason,
  type ReceivedRequest,
  type VerificationSettings,
} from '@millwright/webhook';
import type { VerificationRecord } from '@millwright/contracts';
import { unpackSecrets } from './signature-secrets.ts';

/** Who may call a route, as it is kept: without its secret. */
export type RouteAuth =
  | { readonly type: 'none' }
  /** A token of ours with the right to run the task. */
  | { readonly type: 'token' }
  /** `header` in lower case. */
  | { readonly type: 'api_key'; readonly header: string }
  | { readonly type: 'basic'; readonly username: string }
  | SignatureAuth;

/** Signed requests of a sender, checked as those to a webhook. */
export interface SignatureAuth extends Omit<VerificationSettings, 'mode'> {
  readonly type: 'signature';
  readonly provider: string;
}

/** Why nobody was let in. */
export type RouteRefusal =
  RefusalReason | 'credential_missing' | 'credential_wrong' | 'token_wanted';

/** Whether a request may pass. `challenge` is what a 401 says in `WWW-Authenticate`, if there is a word for it. */
export type Admission =
  | { readonly is: 'admitted'; readonly verification: VerificationRecord | null }
  | { readonly is: 'refused'; readonly reason: RouteRefusal; readonly challenge?: string };

/** Stands before a route, its secret prepared once. */
export interface RouteGuard {
  readonly type: RouteAuth['type'];
  /** Lower-case names of the headers that carry the credential: no task gets to see them. */
  readonly credentialHeaders: readonly string[];
  /**
   * Whether this request is let in, as of its arrival; only bytes and headers are looked at. One that asks for a token
   * refuses with `token_wanted`: whoever knows tokens lets in.
   */
  admissionOf(request: ReceivedRequest, arrivedMs: number): Admission;
}

const admitted: Admission = { is: 'admitted', verification: null };

/** The guard of a route. A secret that is missing, or cannot be used, lets nobody in. */
export function routeGuardOf(auth: RouteAuth, routeId: Id, secret: string | null): RouteGuard {
  switch (auth.type) {
    case 'none':
      return guard('none', [], () => admitted);
    case 'token':
      return guard('token', [], () => refused('token_wanted', 'Bearer'));
    case 'api_key':
      return apiKeyGuard(auth.header, secret);
    case 'basic':
      return basicGuard(auth.username, secret);
    case 'signature':
      return signatureGuard(auth, routeId, secret);
  }
}

function apiKeyGuard(header: string, key: string | null): RouteGuard {
  const isKey = sameAs(key);
  return guard('api_key', [header], ({ headers }) => {
    const given = soleValue(headers[header]);
    if (given === undefined) return refused('credential_missing');
    return judged(isKey(Buffer.from(given, 'latin1')));
  });
}

const CHALLENGE = 'Basic realm="Millwright", charset="UTF-8"';
const BASIC = /^basic +([A-Za-z0-9+/_-]+={0,2})$/i;

function basicGuard(username: string, password: string | null): RouteGuard {
  const isPair = sameAs(password === null ? null : `${username}:${password}`);
  return guard('basic', ['authorization'], ({ headers }) => {
    const given = BASIC.exec(soleValue(headers['authorization']) ?? '')?.[1];
    if (given === undefined) return refused('credential_missing', CHALLENGE);
    return judged(isPair(Buffer.from(given, 'base64')), CHALLENGE);
  });
}

function signatureGuard(
  { type, provider: name, ...settings }: SignatureAuth,
  routeId: Id,
  secret: string | null,
): RouteGuard {
  const kept = secret === null ? null : unpackSecrets(secret);
  const open = kept === null ? [] : [{ id: routeId, value: kept.secret, expiresAtMs: Infinity }];
  const provider = providerNamed(name) ?? unknownProvider(name);
  const config = { ...settings.config, ...kept?.options };
  const sender = new Sender(provider, { ...settings, config, mode: 'required' }, open);
  return guard(type, [], (request, arrivedMs) => {
    const verdict = sender.verdictOf(request, arrivedMs);
    if (verdict.is === 'refused') return refused(verdict.reason);
    return { is: 'admitted', verification: verificationRecordOf(verdict) };
  });
}

const guard = (
  type: RouteAuth['type'],
  credentialHeaders: readonly string[],
  admissionOf: RouteGuard['admissionOf'],
): RouteGuard => ({ type, credentialHeaders, admissionOf });

const refused = (reason: RouteRefusal, challenge?: string): Admission => ({
  is: 'refused',
  reason,
  ...(challenge !== undefined && { challenge }),
});

const judged = (isRight: boolean, challenge?: string): Admission =>
  isRight ? admitted : refused('credential_wrong', challenge);

/** Compares hashes, so that not even the length of the secret shows in the time. Without a secret nothing is the same. */
function sameAs(secret: string | null): (given: Buffer) => boolean {
  const expected = sha256Hex(secret ?? '');
  return (given) => equalsConstantTime(sha256Hex(given), expected) && secret !== null;
}

/** The value of a header that was sent once: of two, nobody knows which one counts. */
function soleValue(values: readonly string[] | undefined): string | undefined {
  const [value = '', ...more] = values ?? [];
  return more.length > 0 || value.trim() === '' ? undefined : value.trim();
}
