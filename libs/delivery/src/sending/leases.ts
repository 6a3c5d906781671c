import type { Database } from '@millwright/database';
import { messageOf, type Id } from '@millwright/kernel';
import type { Logger } from '@millwright/observability';
import { LEASE_SECONDS } from './claim/claimed.ts';

const RENEW_EVERY_MS = 20_000;

/** The deliveries that a runner has in hand: their leases are renewed while their attempts are under way. */
export class DeliveryLeases {
  private readonly ids = new Set<Id>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly holder: string,
    private readonly logger: Logger,
  ) {
    this.timer = setInterval(() => void this.renew(), RENEW_EVERY_MS);
    this.timer.unref();
  }

  hold(id: Id): void {
    this.ids.add(id);
  }

  release(id: Id): void {
    this.ids.delete(id);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    if (this.ids.size === 0) return;
    try {
      await this.database.execute(
        `update delivery_queue set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
         where state = 'started' and holder = $1 and delivery_id = any($2::uuid[])`,
        [this.holder, [...this.ids]],
      );
    } catch (error) {
      this.logger.warn({ message: 'leases.not_renewed', reason: messageOf(error) });
    }
  }
}
