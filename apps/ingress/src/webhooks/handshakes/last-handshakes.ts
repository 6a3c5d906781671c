import { Database } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { HandshakeStore, type LastHandshake } from '@millwright/webhook';
import { Injectable } from '@nestjs/common';
import type { OnModuleDestroy } from '@nestjs/common';

const WRITE_MS = 1_000;

/** Writes what came of the last handshake of webhooks: together, once a second, and never while a sender waits. */
@Injectable()
export class LastHandshakes implements OnModuleDestroy {
  private readonly timer: NodeJS.Timeout;
  private last = new Map<Id, LastHandshake>();
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly store: HandshakeStore,
  ) {
    this.timer = setInterval(() => void this.write(), WRITE_MS);
    this.timer.unref();
  }

  note(webhookId: Id, handshake: LastHandshake): void {
    // What was agreed on is written, whatever comes right after it.
    if (this.last.get(webhookId)?.lease_ends_at) void this.write();
    this.last.set(webhookId, handshake);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** One after another, so that the last one stays. */
  private write(): Promise<void> {
    const { last } = this;
    this.last = new Map();
    this.writing = this.writing.then(() => this.writeAll(last));
    return this.writing;
  }

  private async writeAll(last: ReadonlyMap<Id, LastHandshake>): Promise<void> {
    if (last.size === 0) return;
    await this.store.noteLast(this.database, last).catch(() => {
      for (const [id, handshake] of last) if (!this.last.has(id)) this.last.set(id, handshake);
    });
  }
}
