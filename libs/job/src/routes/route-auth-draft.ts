import {
  draftVerification,
  providerNamed,
  splitSettings,
  type SettingFault,
} from '@millwright/webhook';
import type { RouteAuth, SignatureAuth } from './route-auth.ts';
import type { RouteAuthInput } from './route-auth.schema.ts';
import { packSecrets, unpackSecrets } from './signature-secrets.ts';

/** What there is, and what the owner wants. */
export interface AuthChange {
  /** Null: the route is new. */
  current: RouteAuth | null;
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
  const secret = givenSecret(given) ?? keptSecret(change);
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

/** The signing secret alone, where its options are kept with it. */
function keptSecret({ current, present, given }: AuthChange): string | null {
  if (current?.type !== given.type || present === null) return null;
  return given.type === 'signature' ? unpackSecrets(present).secret : present;
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

/**
 * The checks are those of a webhook with this one secret. Options that are secrets stay with their provider where they
 * are not given; null takes one away.
 */
function draftSignature(
  { current, present, now }: AuthChange,
  { type, provider, secret: _secret, ...given }: Extract<RouteAuthInput, { type: 'signature' }>,
  secret: string,
): AuthDraft | SettingFault[] {
  const isSame = current?.type === 'signature' && current.provider === provider;
  const kept = isSame && present !== null ? unpackSecrets(present).options : {};
  const config = Object.entries({ ...kept, ...given.config }).filter(([, value]) => value !== null);
  const draft = draftVerification({
    provider: providerNamed(provider)!,
    isProviderNew: true,
    current: null,
    present: [],
    given: {
      ...given,
      config: Object.fromEntries(config),
      mode: 'required',
      secrets: [secret],
    },
    now,
  });
  if (Array.isArray(draft)) return draft.map(ofAuth);
  const { settings, secrets: options } = splitSettings(provider, draft.settings!);
  const { mode: _mode, secret_options: names = [], ...shown } = settings;
  const sealed = names.length === 0 ? {} : { secret_options: names };
  const auth = { type, provider, ...shown, ...sealed } satisfies SignatureAuth;
  return { auth, secret: packSecrets({ secret, options }) };
}

/** `verification.config.header` is `auth.config.header` here, `verification.secrets.0` is `auth.secret`. */
const ofAuth = ({ path, message }: SettingFault): SettingFault => ({
  path: path.replace(/^verification/, 'auth').replace(/^auth\.secrets.*/, 'auth.secret'),
  message,
});
