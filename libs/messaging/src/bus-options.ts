import type { Logger, Metrics } from '@millwright/observability';
import type { ConsumerSettings } from './consuming/consumer.ts';
import { meterOf } from './meter.ts';

/** What every bus is opened with. */
export interface BusOptions {
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /**
   * Whether what the handlers need (the database) is there. A consumer that was told to have a message again pauses
   * until this says yes. Default: yes, after a pause that doubles from 0.1 s to 5 s.
   */
  readonly ready?: () => Promise<boolean>;
  /** How long a server that closes waits for the handlers under way. Default 20 s. */
  readonly drainMs?: number;
}

/** Where a broker is. */
export interface RabbitOptions extends BusOptions {
  /** `amqp://user:password@host:port/vhost`, or `amqps:`. Heartbeat 5 s unless its query says otherwise. */
  readonly url: string;
  /** Goes in front of every name at the broker, so that several installations can share one. */
  readonly prefix: string;
  /** How long a message may stay unconfirmed before the broker counts as away. Default 1 s. */
  readonly confirmTimeoutMs?: number;
}

const DRAIN_MS = 20_000;

/** The options as consumers want them. */
export const settingsOf = ({ logger, metrics, ready, drainMs }: BusOptions): ConsumerSettings => ({
  logger,
  meter: meterOf(metrics),
  ready: ready ?? (() => Promise.resolve(true)),
  drainMs: drainMs ?? DRAIN_MS,
});
