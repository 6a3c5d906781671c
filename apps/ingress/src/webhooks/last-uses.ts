import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { WebhookSecretStore, WebhookStore } from '@millwright/webhook';
import { LastUseBuffer } from './last-use-buffer.ts';

const WRITE_MS = 1_000;

/**
 * Writes when webhooks and their secrets were last used: each at most once a minute, together, and never while a
 * sender waits.
 */
@Injectable()
export class LastUses implements OnModuleDestroy {
  private readonly webhooks: LastUseBuffer;
  private readonly secrets: LastUseBuffer;
  private readonly timer: NodeJS.Timeout;

  constructor(database: Database, webhooks: WebhookStore, secrets: WebhookSecretStore) {
    this.webhooks = new LastUseBuffer((used) => webhooks.noteReceived(database, used));
    this.secrets = new LastUseBuffer((used) => secrets.noteUsed(database, used));
    this.timer = setInterval(() => void this.write(), WRITE_MS);
    this.timer.unref();
  }

  note(webhookId: Id, nowMs: number): void {
    this.webhooks.note(webhookId, nowMs);
  }

  noteSecret(secretId: Id, nowMs: number): void {
    this.secrets.note(secretId, nowMs);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    await Promise.all([this.webhooks.flush(), this.secrets.flush()]);
  }
}
