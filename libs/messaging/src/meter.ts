import type { Metrics } from '@millwright/observability';
import { familyOf } from './queue-name.ts';
import type { Verdict } from './stage/verdict.ts';

/** What a bus counts, by queue; all replies together, because each instance has an address of its own. */
export interface Meter {
  published(queue: string): void;
  publishFailed(queue: string): void;
  started(queue: string): void;
  finished(queue: string, verdict: Verdict['kind']): void;
}

const uncounted: Meter = {
  published: () => undefined,
  publishFailed: () => undefined,
  started: () => undefined,
  finished: () => undefined,
};

/** Counts into metrics, or nowhere. Plain numbers on the way, so that a message costs next to nothing. */
export function meterOf(metrics: Metrics | undefined): Meter {
  if (metrics === undefined) return uncounted;
  const count = (name: string, help: string, labels: string[]) =>
    metrics.counter(`millwright_messages_${name}_total`, help, labels);
  const published = count('published', 'Messages the bus has taken.', ['queue']);
  const failed = count('publish_failed', 'Messages the bus did not take.', ['queue']);
  const finished = count('consumed', 'Messages handled, by what became of them.', [
    'queue',
    'verdict',
  ]);
  const inFlight = new Map<string, number>();
  const change = (queue: string, by: number) =>
    inFlight.set(queue, (inFlight.get(queue) ?? 0) + by);
  metrics.gauge(
    'millwright_messages_in_flight',
    'Messages being handled now.',
    () => [...inFlight].map(([queue, value]) => ({ labels: { queue }, value })),
    ['queue'],
  );
  return {
    published: (queue) => published.inc({ queue: familyOf(queue) }),
    publishFailed: (queue) => failed.inc({ queue: familyOf(queue) }),
    started: (queue) => change(queue, 1),
    finished(queue, verdict) {
      change(queue, -1);
      finished.inc({ queue, verdict });
    },
  };
}
