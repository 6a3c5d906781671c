import type { Id } from '@millwright/kernel';
import type { EventToRoute, OpenEvent } from '../routing/event-to-route.ts';
import type { EventFailure } from '../running/error-events.ts';
import type { FilterIndex } from './filter-index.ts';
import type { FilterVerdict } from './filter-verdict.ts';

/** What event filters say of events. */
export interface Judged {
  /** Those that did not pass. */
  verdicts: ReadonlyMap<Id, FilterVerdict>;
  /** Those whose filters failed. */
  failed: readonly EventFailure[];
  /** Those that were judged by other filters than these, or by none. */
  stale: ReadonlySet<Id>;
}

/** What is said of events where there are no filters. */
export const unfiltered: Judged = { verdicts: new Map(), failed: [], stale: new Set() };

/** What the filters, as they are in the index, say of events, by the judgements that these have with them. */
export function judgeEvents(
  index: FilterIndex,
  open: readonly OpenEvent[],
  batch: readonly EventToRoute[],
  now: Date,
): Judged {
  if (index.isEmpty) return unfiltered;
  const verdicts = new Map<Id, FilterVerdict>();
  const failed: EventFailure[] = [];
  const stale = new Set<Id>();
  const judgements = new Map(batch.map(({ eventId, judgement }) => [eventId, judgement]));
  for (const { envelope, round } of open) {
    const applicable = index.filtersFor(envelope);
    if (applicable.length === 0) continue;
    const judgement = judgements.get(envelope.id);
    if (judgement?.filters !== applicable) {
      stale.add(envelope.id);
      continue;
    }
    const { verdict } = judgement;
    if (verdict.is !== 'passed') verdicts.set(envelope.id, verdict);
    if (verdict.is === 'failed') failed.push({ envelope, round, ...verdict, at: now });
  }
  return { verdicts, failed, stale };
}
