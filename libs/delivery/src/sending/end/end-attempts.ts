import type { Database, Transaction } from '@millwright/database';
import { hintsOf, insertOpenEvents, type NewEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { isSound } from '../../health/index.ts';
import { settleLanes, type EndpointLane } from '../../queue/index.ts';
import { nextAttempt, type NextAttempt } from '../attempt/next-attempt.ts';
import { decideHealth } from './decide-health.ts';
import type { EndedAttempt } from './ended-attempt.ts';
import { lockStarted, type StartedRow } from './lock-started.ts';
import { moveQueue, type QueueMove } from './move-queue.ts';
import { noticesOf } from './notices-of.ts';
import { readEndpoints, type EndpointAtEnd } from './read-endpoints.ts';
import { recordAttempts } from './record-attempts.ts';
import { recordDeliveries, type DecidedEnd } from './record-deliveries.ts';
import { recordLost } from './record-lost.ts';
import { disableEndpoints, saveHealth } from './save-health.ts';

/** Who ends attempts, when, and by which chance; `now` null: it is the database's time. */
export interface Ender {
  holder: string;
  now: Date | null;
  random: () => number;
}

/**
 * What came of the end of an attempt: what follows it; `busy`: somebody has the health of its endpoint locked, and it is
 * to be ended later; undefined: it was not this holder's any more.
 */
export type EndRecorded = NextAttempt | 'busy' | undefined;

/** What came of each end, in their order. */
export interface EndsRecorded {
  next: EndRecorded[];
  now: Date;
  /** To be published: about events that were committed with the ends. */
  messages: OutgoingMessage[];
}

/** A success is written into the health of a sound endpoint about this often. */
const SUCCESS_NOTED_MS = 1_000;

/**
 * Stores what came of attempts, each with all that follows: its delivery, the next attempt, whose turn it is, how the
 * endpoint fares, and the events that tell of it. One transaction for many attempts, which waits for no endpoint.
 */
export function endAttempts(
  database: Database,
  ended: readonly EndedAttempt[],
  ender: Ender,
): Promise<EndsRecorded> {
  return database.transaction(async (tx) => {
    const { endpoints, busy } = await endpointsOf(tx, ended, ender.now);
    const isBusy = ({ claimed }: EndedAttempt): boolean => busy.has(claimed.endpointId);
    const claimed = ended.filter((end) => !isBusy(end)).map((end) => end.claimed);
    const rows = await lockStarted(tx, claimed, ender.holder);
    const started = new Map(rows.map((row) => [row.deliveryId, row]));
    const now = [...endpoints.values()][0]?.now ?? ender.now ?? new Date();
    const next = ended.map((end): EndRecorded => {
      if (isBusy(end)) return 'busy';
      const row = started.get(end.claimed.deliveryId);
      const endpoint = endpoints.get(end.claimed.endpointId);
      if (row === undefined || endpoint === undefined) return undefined;
      const plan = { step: row.step, schedule: endpoint.retry_schedule };
      return nextAttempt(end.result, plan, { now, random: ender.random });
    });
    const decided = ended.flatMap((end, index): DecidedEnd[] => {
      const following = next[index];
      const isEnded = following !== undefined && following !== 'busy';
      return isEnded ? [{ ...end, next: following, now }] : [];
    });
    const lost = ended.filter((_end, index) => next[index] === undefined);
    const events = await store(tx, { decided, lost, endpoints, started, now });
    return { next, now, messages: await hintsOf(tx, events) };
  });
}

interface EndpointsAtEnd {
  endpoints: Map<Id, EndpointAtEnd>;
  /** Those that somebody else has locked. */
  busy: Set<Id>;
}

/** The endpoints of attempts; those whose health an end will change, or that have lanes to pass on, are locked. */
async function endpointsOf(
  tx: Transaction,
  ended: readonly EndedAttempt[],
  now: Date | null,
): Promise<EndpointsAtEnd> {
  const ids = [...new Set(ended.map(({ claimed }) => claimed.endpointId))];
  const endpoints = await readEndpoints(tx, ids, { now, lock: false });
  const changing = new Set<Id>();
  for (const { claimed, result } of ended) {
    const endpoint = endpoints.get(claimed.endpointId);
    if (endpoint === undefined) continue;
    if (claimed.isInLane || result.error !== null || !isNoted(endpoint)) {
      changing.add(claimed.endpointId);
    }
  }
  for (const [id, endpoint] of await readEndpoints(tx, [...changing], { now, lock: true })) {
    endpoints.set(id, endpoint);
    changing.delete(id);
  }
  return { endpoints, busy: changing };
}

const isNoted = (endpoint: EndpointAtEnd): boolean =>
  isSound(endpoint) &&
  endpoint.lastSuccessAt !== null &&
  endpoint.now.getTime() - endpoint.lastSuccessAt.getTime() < SUCCESS_NOTED_MS;

interface ToStore {
  decided: readonly DecidedEnd[];
  lost: readonly EndedAttempt[];
  endpoints: ReadonlyMap<Id, EndpointAtEnd>;
  started: ReadonlyMap<Id, StartedRow>;
  now: Date;
}

async function store(
  tx: Transaction,
  { decided, lost, endpoints, started, now }: ToStore,
): Promise<NewEvent[]> {
  const moves = new Map<Id, QueueMove>();
  const lanes: EndpointLane[] = [];
  for (const end of decided) {
    const { deliveryId, endpointId } = end.claimed;
    const row = started.get(deliveryId)!;
    moves.set(deliveryId, moveOf(end, row, endpoints.get(endpointId)!));
    // Also of one that stays: a replay may have come meanwhile, which goes first.
    if (row.lane !== null) lanes.push({ endpointId, lane: row.lane });
  }
  const { saved, disabled, noticed } = decideHealth(decided, endpoints, now, isNoted);
  // What is told about an endpoint counts its queue; else nobody needs an answer before the commit.
  const sql = noticed.length > 0 ? tx : tx.atCommit;
  await Promise.all([
    recordAttempts(sql, decided),
    recordLost(sql, lost),
    recordDeliveries(sql, decided),
    moveQueue(sql, moves),
    saveHealth(sql, saved),
  ]);
  await settleLanes(sql, lanes);
  const events = await noticesOf(tx, { decided, noticed, endpoints, now });
  if (events.length > 0) await insertOpenEvents(tx, events);
  await disableEndpoints(tx, disabled, now);
  return events;
}

function moveOf({ next }: DecidedEnd, row: StartedRow, endpoint: EndpointAtEnd): QueueMove {
  if (next.is === 'retried') {
    return { to: 'waiting', runAt: next.runAt, leavesLane: row.laneUntil === 'attempted' };
  }
  const holdsLane = row.laneUntil === 'final' && endpoint.on_exhausted === 'block';
  return next.is === 'failed' && holdsLane ? { to: 'blocked' } : { to: 'out' };
}
