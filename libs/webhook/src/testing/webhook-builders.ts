import { bumpEpoch, type Database } from '@millwright/database';
import { newId, type Id } from '@millwright/kernel';
import type { Webhook } from '../webhook.entity.ts';
import { webhookCreateSchema, type WebhookSettings } from '../webhook.schema.ts';
import { WebhookSecretStore } from '../verification/webhook-secret.store.ts';
import { WebhookStore } from '../webhook.store.ts';
import { WebhookWriter } from '../webhook.writer.ts';
import { testSecretBox } from './test-secret-box.ts';

/** Adds a Workspace with these settings. */
export async function addWorkspace(database: Database, settings: object = {}): Promise<Id> {
  const id = newId();
  await database.transaction(async (tx) => {
    await tx.execute(
      `insert into workspaces (id, slug, name, settings, changed_epoch) values ($1, $2, 'Test', $3, $4)`,
      [id, `w-${id}`, JSON.stringify(settings), await bumpEpoch(tx)],
    );
  });
  return id;
}

/** Adds a webhook of topic `user/order/created`, unless `changes` says otherwise. */
export function addWebhook(
  database: Database,
  workspaceId: Id,
  changes: Partial<WebhookSettings> = {},
): Promise<Webhook> {
  const settings = webhookCreateSchema.parse({
    name: 'Orders',
    topic: 'user/order/created',
    ...changes,
  });
  const writer = new WebhookWriter(new WebhookStore(), new WebhookSecretStore(testSecretBox));
  return database.transaction(async (tx) => {
    const written = await writer.create(tx, workspaceId, settings, new Date());
    if ('faults' in written) throw new Error(JSON.stringify(written.faults));
    return written;
  });
}
