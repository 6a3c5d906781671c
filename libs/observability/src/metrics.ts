import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Label values of one reading. */
export type Labels = Record<string, string | number>;

/** Counts up. */
export interface CounterMetric {
  inc(labels?: Labels, by?: number): void;
}

/** Counts into buckets. */
export interface HistogramMetric {
  observe(labels: Labels, value: number): void;
}

/** What a gauge's `collect` answers: one number, or one per set of labels. */
export type GaugeReading = number | readonly { labels: Labels; value: number }[];

/**
 * The metrics of one process, in a registry of their own: nothing global, so that tests and standalone may
 * have several. A name asked for twice is the same metric, because apps in one process share this object.
 */
export class Metrics {
  private readonly registry = new Registry();

  /** `process: true` adds those of Node (memory, event loop lag, garbage collection). */
  constructor(options: { process?: boolean } = {}) {
    if (options.process) collectDefaultMetrics({ register: this.registry });
  }

  /** A counter; its name ends in `_total`. */
  counter(name: string, help: string, labelNames: readonly string[] = []): CounterMetric {
    const known = this.registry.getSingleMetric(name) as Counter | undefined;
    const counter = known ?? new Counter({ name, help, labelNames, registers: [this.registry] });
    return { inc: (labels = {}, by = 1) => counter.inc(labels, by) };
  }

  /** A histogram; its name ends in its unit, `_seconds` or `_bytes`. */
  histogram(
    name: string,
    help: string,
    labelNames: readonly string[] = [],
    buckets?: readonly number[],
  ): HistogramMetric {
    const known = this.registry.getSingleMetric(name) as Histogram | undefined;
    const registers = [this.registry];
    const histogram =
      known ??
      new Histogram({
        name,
        help,
        labelNames,
        registers,
        ...(buckets && { buckets: [...buckets] }),
      });
    return { observe: (labels, value) => histogram.observe(labels, value) };
  }

  /** A gauge that is read when somebody asks. One whose `collect` fails is left out of that answer. */
  gauge(
    name: string,
    help: string,
    collect: () => GaugeReading | Promise<GaugeReading>,
    labelNames: readonly string[] = [],
  ): void {
    this.registry.removeSingleMetric(name);
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      async collect() {
        this.reset();
        const reading = await Promise.resolve()
          .then(collect)
          .catch((): GaugeReading => []);
        if (typeof reading === 'number') this.set(reading);
        else for (const { labels, value } of reading) this.set(labels, value);
      },
    });
  }

  /** Everything in Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** The content type of {@link text}. */
  get contentType(): string {
    return this.registry.contentType;
  }
}
