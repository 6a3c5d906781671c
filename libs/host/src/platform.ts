import type { Config } from '@millwright/config';
import type { Database } from '@millwright/database';
import type { Clock, Id } from '@millwright/kernel';
import type { MessageBus } from '@millwright/messaging';
import type { HealthChecks, Logger, Metrics } from '@millwright/observability';

/** What every app stands on. In standalone the four apps share one, in their own processes each has its own. */
export interface Platform {
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: HealthChecks;
  readonly database: Database;
  readonly bus: MessageBus;
  readonly clock: Clock;
  /** New at every start: the holder of leases, the address of answers. */
  readonly instanceId: Id;
}

/** An app that serves. */
export interface RunningApp {
  /** The port it listens on, where it does: what port 0 became. */
  readonly port?: number;
  /** Stops intake, finishes or hands back what is in hand, and lets go of everything that the app itself opened. */
  stop(): Promise<void>;
}
