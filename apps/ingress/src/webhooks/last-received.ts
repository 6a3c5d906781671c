import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';
import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { WebhookStore } from '@millwright/webhook';

const WRITE_MS = 1_000;
const EVERY_MS = 60_000;

/** Writes when webhooks were last used: each at most once a minute, together, and never while a sender waits. */
@Injectable()
export class LastReceived implements OnModuleDestroy {
  private readonly notedAt = new Map<Id, number>();
  private pending = new Map<Id, Date>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly store: WebhookStore,
  ) {
    this.timer = setInterval(() => void this.write(), WRITE_MS);
    this.timer.unref();
  }

  note(webhookId: Id, nowMs: number): void {
    const noted = this.notedAt.get(webhookId);
    if (noted !== undefined && nowMs - noted < EVERY_MS) return;
    this.notedAt.set(webhookId, nowMs);
    this.pending.set(webhookId, new Date(nowMs));
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    if (this.pending.size === 0) return;
    const received = this.pending;
    this.pending = new Map();
    // A time that is lost with the database away is no loss: the next request brings another.
    await this.store.noteReceived(this.database, received).catch(() => {
      for (const id of received.keys()) this.notedAt.delete(id);
    });
  }
}
