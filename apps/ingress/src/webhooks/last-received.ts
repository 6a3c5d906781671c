import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { WebhookSecretStore, WebhookStore } from '@millwright/webhook';

const WRITE_MS = 1_000;
const EVERY_MS = 60_000;

/** What was used, with the time of each that is not written yet. */
class Uses {
  private readonly notedAt = new Map<Id, number>();
  private pending = new Map<Id, Date>();

  constructor(private readonly write: (used: ReadonlyMap<Id, Date>) => Promise<void>) {}

  note(id: Id, nowMs: number): void {
    const noted = this.notedAt.get(id);
    if (noted !== undefined && nowMs - noted < EVERY_MS) return;
    this.notedAt.set(id, nowMs);
    this.pending.set(id, new Date(nowMs));
  }

  async flush(): Promise<void> {
    if (this.pending.size === 0) return;
    const used = this.pending;
    this.pending = new Map();
    // A time that is lost with the database away is no loss: the next request brings another.
    await this.write(used).catch(() => {
      for (const id of used.keys()) this.notedAt.delete(id);
    });
  }
}

/**
 * Writes when webhooks and their secrets were last used: each at most once a minute, together, and never while a
 * sender waits.
 */
@Injectable()
export class LastReceived implements OnModuleDestroy {
  private readonly webhooks: Uses;
  private readonly secrets: Uses;
  private readonly timer: NodeJS.Timeout;

  constructor(database: Database, webhooks: WebhookStore, secrets: WebhookSecretStore) {
    this.webhooks = new Uses((used) => webhooks.noteReceived(database, used));
    this.secrets = new Uses((used) => secrets.noteUsed(database, used));
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
