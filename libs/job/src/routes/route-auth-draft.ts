import { draftVerification, providerNamed, type SettingFault } from '@millwright/webhook';
import type { RouteAuth, SignatureAuth } from './route-auth.ts';
import type { RouteAuthInput } from './route-auth.schema.ts';

/** What there is, and what the owner wants. */
export interface AuthChange {
  /** Null: the route is new. */
  current: RouteAuth['type'] | null;
  /** The secret that is kept; null: none, or no key opens it. */
  present: string | null;
  given: RouteAuthInput;
  now: Date;
}

/** What a route is to have. Its secret is null where there is nothing to keep. */
export interface AuthDraft {
  auth: RouteAuth;
  secret: string | null;
}

/** The member that holds the secret, by type. */
const secretMembers = { api_key: 'key', basic: 'password', signature: 'secret' } as const;

/** Works out who may call, or says what is wrong. A secret that is not given stays with the type it was given for. */
export function draftAuth(change: AuthChange): AuthDraft | SettingFault[] {
  const { given } = change;
  if (given.type === 'none' || given.type === 'token') return { auth: given, secret: null };
  const secret = givenSecret(given) ?? (change.current === given.type ? change.present : null);
  if (secret === null) {
    const message = 'is missing: without it nobody could be let in';
    return [{ path: `auth.${secretMembers[given.type]}`, message }];
  }
  switch (given.type) {
    case 'api_key':
      return { auth: { type: 'api_key', header: given.header }, secret };
    case 'basic':
      return { auth: { type: 'basic', username: given.username }, secret };
    case 'signature':
      return draftSignature(change, given, secret);
  }
}

function givenSecret(given: Extract<RouteAuthInput, { type: keyof typeof secretMembers }>) {
  switch (given.type) {
    case 'api_key':
      return given.key;
    case 'basic':
      return given.password;
    case 'signature':
      return given.secret;
  }
}

/** The checks are those of a webhook with this one secret. */
function draftSignature(
  { now }: AuthChange,
  { type, provider, secret: _secret, ...settings }: Extract<RouteAuthInput, { type: 'signature' }>,
  secret: string,
): AuthDraft | SettingFault[] {
  const draft = draftVerification({
    provider: providerNamed(provider)!,
    isProviderNew: true,
    current: null,
    present: [],
    given: { ...settings, mode: 'required', secrets: [secret] },
    now,
  });
  if (Array.isArray(draft)) return draft.map(ofAuth);
  const { mode: _mode, ...kept } = draft.settings!;
  return { auth: { type, provider, ...kept } satisfies SignatureAuth, secret };
}

/** `verification.config.header` is `auth.config.header` here, `verification.secrets.0` is `auth.secret`. */
const ofAuth = ({ path, message }: SettingFault): SettingFault => ({
  path: path.replace(/^verification/, 'auth').replace(/^auth\.secrets.*/, 'auth.secret'),
  message,
});
