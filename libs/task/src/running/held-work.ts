import type { Database } from '@millwright/database';
import { handBackWork, renewLeases } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import { messageOf } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';

const RENEW_EVERY_MS = 20_000;

/** The claimed runs of one runner: their leases are renewed while they are performed, and handed back at a stop. */
export class HeldWork {
  /** How many of our performings hold each: a run that we have taken over from ourselves is held twice. */
  private readonly ids = new Map<Id, number>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly instanceId: string,
    private readonly logger: Logger,
  ) {
    this.timer = setInterval(() => void this.renew(), RENEW_EVERY_MS);
    this.timer.unref();
  }

  hold(id: Id): void {
    this.ids.set(id, (this.ids.get(id) ?? 0) + 1);
  }

  release(id: Id): void {
    const holders = (this.ids.get(id) ?? 0) - 1;
    if (holders > 0) this.ids.set(id, holders);
    else this.ids.delete(id);
  }

  get size(): number {
    return this.ids.size;
  }

  /** Makes due again what is still in hand, so that another runner need not wait for the lease to end. */
  async handBack(): Promise<void> {
    clearInterval(this.timer);
    if (this.ids.size > 0) await handBackWork(this.database, this.instanceId);
  }

  private async renew(): Promise<void> {
    if (this.ids.size === 0) return;
    try {
      await renewLeases(this.database, this.instanceId, [...this.ids.keys()]);
    } catch (error) {
      this.logger.warn({ message: 'leases.not_renewed', reason: messageOf(error) });
    }
  }
}
