import { bumpEpoch, type Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { providerNamed } from './providers/index.ts';
import { splitSettings } from './verification/sealed-options.ts';
import { draftVerification } from './verification/verification-draft.ts';
import type {
  PresentSecret,
  SettingFault,
  VerificationDraft,
} from './verification/verification-draft.ts';
import type { SecretRotation } from './verification/verification.schema.ts';
import { WebhookSecretStore } from './verification/webhook-secret.store.ts';
import type { Webhook } from './webhook.entity.ts';
import type { WebhookPatch, WebhookSettings } from './webhook.schema.ts';
import { WebhookStore } from './webhook.store.ts';

const SECOND_MS = 1_000;

/** What a write came to: the webhook, or what is wrong with the settings. Undefined: there is no such webhook. */
export type Written<Outcome = Webhook> = Outcome | { faults: SettingFault[] };

/** A webhook with a secret that was added to it, in clear this once. */
export interface RotatedSecret {
  webhook: Webhook;
  secret: string;
}

/** Creates and changes webhooks together with their secrets. Nothing is written of what is at fault. */
@Injectable()
export class WebhookWriter {
  constructor(
    private readonly webhooks: WebhookStore,
    private readonly secrets: WebhookSecretStore,
  ) {}

  async create(
    tx: Transaction,
    workspaceId: Id,
    { verification: given, ...settings }: WebhookSettings,
    now: Date,
  ): Promise<Written> {
    const draft = draftVerification({
      provider: providerOf(settings.provider),
      isProviderNew: true,
      current: null,
      present: [],
      given: given ?? undefined,
      now,
    });
    if (Array.isArray(draft)) return { faults: draft };
    const { secrets, ...columns } = columnsOf(settings.provider, draft.settings);
    const webhook = await this.webhooks.create(tx, workspaceId, { ...settings, ...columns });
    await this.secrets.add(tx, workspaceId, webhook.id, draft.added);
    // What they are sealed for has the id in it.
    const sealed = this.secrets.sealOptions(webhook.id, secrets);
    if (sealed === null) return webhook;
    return (await this.webhooks.update(tx, workspaceId, webhook.id, { sealed }))!;
  }

  async update(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { verification: given, ...patch }: WebhookPatch,
    now: Date,
  ): Promise<Written | undefined> {
    if (given === undefined && patch.provider === undefined) {
      return this.webhooks.update(tx, workspaceId, id, patch);
    }
    const current = await this.lock(tx, workspaceId, id);
    if (current === undefined) return undefined;
    const provider = patch.provider === undefined ? current.provider : patch.provider;
    const draft = draftVerification({
      provider: providerOf(provider),
      isProviderNew: provider !== current.provider,
      ...this.secrets.settingsOf(current),
      present: await this.secrets.presentOf(tx, workspaceId, id, provider),
      given,
      now,
    });
    if (Array.isArray(draft)) return { faults: draft };
    await this.write(tx, workspaceId, id, draft);
    if (provider !== current.provider) await this.webhooks.openHandshakeWindow(tx, workspaceId, id);
    const { secrets, ...columns } = columnsOf(provider, draft.settings);
    const sealed = this.secrets.sealOptions(id, secrets);
    return this.webhooks.update(tx, workspaceId, id, { ...patch, ...columns, sealed });
  }

  /** Adds a secret, and lets the older ones expire. */
  async rotateSecret(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { value, keep_seconds }: SecretRotation,
    now: Date,
  ): Promise<Written<RotatedSecret> | undefined> {
    const current = await this.lock(tx, workspaceId, id);
    if (current === undefined) return undefined;
    const provider = providerOf(current.provider);
    if (provider === null) return faulty('', 'a webhook without a provider has no secrets');
    const settings = this.secrets.settingsOf(current);
    const config = provider.config.safeParse(settings.current?.config ?? {}).data;
    const secret = value ?? provider.newSecret?.(config);
    if (secret === undefined) return faulty('value', 'the sender chooses the secret: give it');

    const lastEnd = new Date(now.getTime() + keep_seconds * SECOND_MS);
    const older = (await this.secrets.presentOf(tx, workspaceId, id, provider.id)).filter((one) =>
      counts(one, now),
    );
    const draft = draftVerification({
      provider,
      isProviderNew: false,
      ...settings,
      present: older.map((one) => ({ ...one, expiresAt: earlier(one.expiresAt, lastEnd) })),
      given: { secrets: [...older.map((one) => ({ id: one.id })), secret] },
      now,
    });
    if (Array.isArray(draft)) return { faults: draft };
    await this.write(tx, workspaceId, id, draft);
    const webhook = await this.webhooks.update(tx, workspaceId, id, {});
    return webhook && { webhook, secret };
  }

  /** Removes a secret, unless its webhook could verify nobody without. Undefined: there is none. */
  async removeSecret(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    secretId: Id,
    now: Date,
  ): Promise<Written | undefined> {
    const current = await this.lock(tx, workspaceId, id);
    if (current === undefined) return undefined;
    const present = await this.secrets.presentOf(tx, workspaceId, id, current.provider);
    const others = present.filter((one) => one.id !== secretId);
    if (others.length < present.length && current.provider !== null) {
      const given = { secrets: others.map((one) => ({ id: one.id })) };
      return this.update(tx, workspaceId, id, { verification: given }, now);
    }
    const isRemoved = await this.secrets.remove(tx, workspaceId, id, secretId);
    return isRemoved ? this.webhooks.update(tx, workspaceId, id, {}) : undefined;
  }

  /** Changes of configuration come one after another: whoever raised the epoch is alone until it commits. */
  private async lock(tx: Transaction, workspaceId: Id, id: Id): Promise<Webhook | undefined> {
    await bumpEpoch(tx);
    return this.webhooks.find(tx, workspaceId, id);
  }

  private async write(
    tx: Transaction,
    workspaceId: Id,
    id: Id,
    { kept, added }: VerificationDraft,
  ): Promise<void> {
    await this.secrets.keep(tx, workspaceId, id, kept);
    await this.secrets.add(tx, workspaceId, id, added);
  }
}

/** Null: none is set. One that was saved and is not known any more is none that verifies, so it refuses. */
const providerOf = (name: string | null) => (name === null ? null : (providerNamed(name) ?? null));

/** The columns of verification, and the options that are to be sealed. */
const columnsOf = (provider: string | null, wanted: VerificationDraft['settings']) => {
  if (wanted === null) return { verification: null, secrets: {} };
  const { settings, secrets } = splitSettings(provider, wanted);
  return { verification: settings, secrets };
};

const faulty = (path: string, message: string): { faults: SettingFault[] } => ({
  faults: [{ path, message }],
});

const counts = ({ expiresAt }: PresentSecret, now: Date): boolean =>
  expiresAt === null || expiresAt > now;

const earlier = (end: Date | null, other: Date): Date =>
  end !== null && end < other ? end : other;
