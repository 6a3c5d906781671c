import type { SealedColumn } from '@millwright/database';
import { SecretBoxError, type Id, type SecretBox } from '@millwright/kernel';
import { providerNamed } from '../providers/index.ts';
import { secretOptionsOf } from '../providers/secret-options.ts';
import type { VerificationSettings } from './verification-settings.ts';

/** The part of a webhook that its options are in: the secret ones sealed, the others as they were given. */
export interface SealedSettings {
  readonly id: Id;
  readonly provider: string | null;
  readonly verification: VerificationSettings | null;
  readonly sealed: string | null;
}

/** Settings apart from those options of theirs that are secrets. */
export interface SplitSettings {
  /** With the names of the others in `secret_options`. */
  readonly settings: VerificationSettings;
  readonly secrets: Readonly<Record<string, unknown>>;
}

/** What secret options are sealed for: they open nowhere else. */
export const contextOfOptions = (webhookId: Id): string => `webhooks/${webhookId}/options`;

/** Where they lie. */
export const sealedWebhookOptions: SealedColumn = {
  table: 'webhooks',
  columns: [],
  contextOf: ({ id }) => contextOfOptions(id!),
};

/** Takes the secret options out: what is left may be kept in clear, and shown. */
export function splitSettings(
  providerName: string | null,
  settings: VerificationSettings,
): SplitSettings {
  const provider = providerName === null ? undefined : providerNamed(providerName);
  // Whose options they are is not known any more: nobody says which of them are secrets.
  const isSecret = (name: string): boolean =>
    provider === undefined || secretOptionsOf(provider).includes(name);
  const options = Object.entries(settings.config);
  const secrets = options.filter(([name]) => isSecret(name));
  const names = [...(settings.secret_options ?? []), ...secrets.map(([name]) => name)];
  return {
    settings: {
      ...settings,
      config: Object.fromEntries(options.filter(([name]) => !isSecret(name))),
      secret_options: [...new Set(names)],
    },
    secrets: Object.fromEntries(secrets),
  };
}

/** Null: there are none. @throws SecretBoxError without a key */
export const sealOptions = (
  box: SecretBox,
  webhookId: Id,
  secrets: SplitSettings['secrets'],
): string | null =>
  Object.keys(secrets).length === 0
    ? null
    : box.seal(JSON.stringify(secrets), contextOfOptions(webhookId));

/** The settings with all their options; null: there are none. @throws SecretBoxError when no key opens them */
export function openSettings(
  box: SecretBox,
  { id, verification, sealed }: SealedSettings,
): VerificationSettings | null {
  if (verification === null) return null;
  const { secret_options: _names, ...settings } = verification;
  if (sealed === null) return settings;
  const secrets = JSON.parse(box.open(sealed, contextOfOptions(id))) as SplitSettings['secrets'];
  return { ...settings, config: { ...settings.config, ...secrets } };
}

/** The same for checks of a change: `lost` are the names of options that no key opens (any more). */
export function presentSettings(
  box: SecretBox,
  webhook: SealedSettings,
): { current: VerificationSettings | null; lost: readonly string[] } {
  try {
    return { current: openSettings(box, webhook), lost: [] };
  } catch (error) {
    if (!(error instanceof SecretBoxError)) throw error;
    const { secret_options: lost = [], ...current } = webhook.verification!;
    return { current, lost };
  }
}
