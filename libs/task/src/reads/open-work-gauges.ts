import type { Sql } from '@millwright/database';
import type { Metrics } from '@millwright/observability';
import { openWork } from './open-work.ts';

/** Length and age of the queues of work, over all Workspaces; counted when somebody asks. */
export function gaugeOpenWork(metrics: Metrics, sql: Sql): void {
  metrics.gauge(
    'millwright_open_runs',
    'Runs that are not finished, by kind and state',
    async () =>
      (await openWork(sql)).map(({ kind, state, count }) => ({
        labels: { kind, state },
        value: count,
      })),
    ['kind', 'state'],
  );
  metrics.gauge(
    'millwright_oldest_due_seconds',
    'How long the oldest run of a kind has been due',
    async () =>
      (await openWork(sql)).flatMap(({ kind, oldest }) =>
        oldest === null ? [] : [{ labels: { kind }, value: oldest }],
      ),
    ['kind'],
  );
}
