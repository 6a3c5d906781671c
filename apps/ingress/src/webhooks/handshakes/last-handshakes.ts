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

  constructor(
    private readonly database: Database,
    private readonly store: HandshakeStore,
  ) {
    this.timer = setInterval(() => void this.write(), WRITE_MS);
    this.timer.unref();
  }

  note(webhookId: Id, handshake: LastHandshake): void {
    this.last.set(webhookId, handshake);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    if (this.last.size === 0) return;
    const { last } = this;
    this.last = new Map();
    await this.store.noteLast(this.database, last).catch(() => {
      for (const [id, handshake] of last) if (!this.last.has(id)) this.last.set(id, handshake);
    });
  }
}
