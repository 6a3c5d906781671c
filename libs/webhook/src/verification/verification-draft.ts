import type { Id } from '@millwright/kernel';
import { secretOptionsOf } from '../providers/secret-options.ts';
import type { WebhookProvider } from '../providers/webhook-provider.ts';
import { verificationDefaults, type VerificationSettings } from './verification-settings.ts';
import type { VerificationInput } from './verification.schema.ts';

/** The most secrets that count at one time. */
export const MAX_ACTIVE_SECRETS = 10;

/** Of a config that is wrong in very many places, the first: one more than is told, so that it shows. */
const MAX_CONFIG_FAULTS = 101;

/** A secret to be kept. */
export interface NewSecret {
  value: string;
  expiresAt: Date | null;
}

/** A secret that is there. Value undefined: no key opens it (any more), so it counts for nothing. */
export interface PresentSecret {
  id: Id;
  value: string | undefined;
  expiresAt: Date | null;
}

/** What there is, and what the owner wants. */
export interface VerificationChange {
  /** The one that the webhook is to have. */
  provider: WebhookProvider | null;
  isProviderNew: boolean;
  /** With the options that are secrets. */
  current: VerificationSettings | null;
  /** Secret options that are kept, and that no key opens (any more). Default: none. */
  lost?: readonly string[];
  present: readonly PresentSecret[];
  /** Null: without any; undefined: as it is. */
  given: VerificationInput | null | undefined;
  now: Date;
}

/** What a webhook is to have: `kept` with the end of each. */
export interface VerificationDraft {
  settings: VerificationSettings | null;
  kept: ReadonlyMap<Id, Date | null>;
  added: readonly NewSecret[];
}

/** What is wrong, member by member. */
export interface SettingFault {
  path: string;
  message: string;
}

/** The secrets that a change leaves, with what is wrong about them. */
interface SecretsDraft {
  kept: Map<Id, Date | null>;
  added: NewSecret[];
  faults: SettingFault[];
}

/** Works out a change of verification, or says what is wrong with it. Fails closed: what could not verify is refused. */
export function draftVerification(change: VerificationChange): VerificationDraft | SettingFault[] {
  const { provider, given, current } = change;
  if (provider === null) return withoutProvider(given, current);
  const base = given === null ? verificationDefaults : baseOf(change);
  const { secrets: _secrets, secret_options: _names, config: options, ...members } = given ?? {};
  const settings = {
    ...base,
    ...definedOf(members),
    config: configOf(provider, base.config, options),
  };
  const lost = lostFaults(change);
  if (lost.length > 0) return lost;

  const config = provider.config.safeParse(settings.config);
  if (!config.success) {
    return config.error.issues.flatMap(configFaults).slice(0, MAX_CONFIG_FAULTS);
  }
  const { kept, added, faults } = secretsOf(change, (value) =>
    isUsable(provider, value, config.data),
  );
  if (faults.length > 0) return faults;
  const unreadable = new Set(change.present.filter((one) => one.value === undefined).map(idOf));
  const readable = [...kept].filter(([id]) => !unreadable.has(id)).map(([, end]) => end);
  const ends = [...readable, ...added.map(({ expiresAt }) => expiresAt)];
  const fault = countFault(
    ends.filter((end) => end === null || end > change.now).length,
    settings.mode === 'required' && provider.learnsSecret !== true,
  );
  return fault === undefined
    ? { settings, kept, added }
    : [{ path: 'verification.secrets', message: fault }];
}

/** Options of one provider are nothing to another. */
const baseOf = ({ current, isProviderNew }: VerificationChange): VerificationSettings => ({
  ...verificationDefaults,
  ...current,
  ...(isProviderNew && { config: {} }),
});

/** Secret options cannot be read, so that they stay unless they are given; null removes one. */
function configOf(
  provider: WebhookProvider,
  current: VerificationSettings['config'],
  given: VerificationSettings['config'] | undefined,
): VerificationSettings['config'] {
  if (given === undefined) return current;
  const names = secretOptionsOf(provider);
  const kept = Object.entries(current).filter(([name]) => names.includes(name));
  const all = Object.entries({ ...Object.fromEntries(kept), ...given });
  return Object.fromEntries(all.filter(([name, value]) => value !== null || !names.includes(name)));
}

/** A check that the owner asked for is not given up in silence. */
function lostFaults({ given, isProviderNew, lost = [] }: VerificationChange): SettingFault[] {
  if (given === null || isProviderNew) return [];
  return lost
    .filter((name) => given?.config?.[name] === undefined)
    .map((name) => ({
      path: `verification.config.${name}`,
      message: 'no key opens what is kept of it: give it anew, or null to be without',
    }));
}

function withoutProvider(
  given: VerificationInput | null | undefined,
  current: VerificationSettings | null,
): VerificationDraft | SettingFault[] {
  const wanted = given === undefined ? current : given;
  if (wanted === null) return { settings: null, kept: new Map(), added: [] };
  const message =
    given === undefined
      ? 'it belongs to the provider: to take unsigned requests, set it to null too'
      : 'verification needs a provider';
  return [{ path: 'verification', message }];
}

function secretsOf(
  { given, present, now }: VerificationChange,
  isKey: (value: string) => boolean,
): SecretsDraft {
  const draft: SecretsDraft = { kept: new Map(), added: [], faults: [] };
  const fault = (path: string, message: string): void =>
    void draft.faults.push({ path: `verification.secrets${path}`, message });
  const wanted = given === null ? [] : given?.secrets;
  if (wanted === undefined) {
    for (const { id, expiresAt } of present) draft.kept.set(id, expiresAt);
  }
  wanted?.forEach((secret, index) => {
    if (typeof secret === 'string') {
      if (!isKey(secret)) fault(`.${index}`, UNUSABLE);
      draft.added.push({ value: secret, expiresAt: null });
    } else if ('value' in secret) {
      if (!isKey(secret.value)) fault(`.${index}.value`, UNUSABLE);
      draft.added.push({ value: secret.value, expiresAt: endOf(secret.expires_at) });
    } else {
      const found = present.find(({ id }) => id === secret.id);
      if (found === undefined) fault(`.${index}.id`, 'the webhook has no such secret');
      else draft.kept.set(found.id, keptEnd(secret.expires_at, found.expiresAt));
    }
  });
  for (const { id, value, expiresAt } of present) {
    const counts = draft.kept.has(id) && (expiresAt === null || expiresAt > now);
    if (counts && value !== undefined && !isKey(value)) fault('', `the secret ${id} ${UNUSABLE}`);
  }
  return draft;
}

const idOf = ({ id }: PresentSecret): Id => id;

const UNUSABLE = 'cannot be the key that the provider and its config need';

const endOf = (text: string | null | undefined): Date | null =>
  text === null || text === undefined ? null : new Date(text);

const keptEnd = (text: string | null | undefined, end: Date | null): Date | null =>
  text === undefined ? end : endOf(text);

function isUsable(provider: WebhookProvider, value: string, config: unknown): boolean {
  return provider.keyOf(value, config) !== undefined;
}

/** Who learns a secret from the sender may begin without; until then nobody is let in. */
function countFault(active: number, isSecretNeeded: boolean): string | undefined {
  if (active > MAX_ACTIVE_SECRETS) return `at most ${MAX_ACTIVE_SECRETS} secrets can be active`;
  if (active === 0 && isSecretNeeded) {
    return 'the provider needs an active secret; mode "off" takes requests unverified';
  }
  return undefined;
}

const configFaults = (issue: {
  code?: string;
  path: readonly PropertyKey[];
  message: string;
  keys?: readonly string[];
}): SettingFault[] => {
  const path = ['verification', 'config', ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys' && issue.keys !== undefined) {
    return issue.keys.slice(0, MAX_CONFIG_FAULTS).map((key) => ({
      path: [...path, key].join('.'),
      message: 'is not known here',
    }));
  }
  return [{ path: path.join('.'), message: issue.message }];
};

const definedOf = <T extends object>(
  members: T,
): { [Key in keyof T]?: Exclude<T[Key], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
