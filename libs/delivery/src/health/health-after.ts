import type { DeliveryErrorCode } from '../sending/delivery.errors.ts';
import { isToBeDisabled, type DisableRules } from './auto-disable.ts';
import {
  closedCircuit,
  FAILURES_TO_OPEN,
  openedCircuit,
  reopenedCircuit,
  waitingCircuit,
} from './circuit.ts';
import type { Health } from './health.ts';
import { pauseAfter } from './pause.ts';

/** What came of one attempt, as health sees it. */
export interface AttemptEnd {
  /** Null: a success. */
  code: DeliveryErrorCode | null;
  statusCode: number | null;
  /** What its Retry-After asks for. */
  retryAt: Date | null;
  /** It was let through an open circuit to see whether the receiver is back. */
  isProbe: boolean;
}

/** What is to be told about an endpoint after an attempt. */
export type Notice = 'failing' | 'recovered' | 'disabled';

/** An endpoint's health after an attempt, and what follows. */
export interface HealthAfter {
  health: Health;
  notice: Notice | null;
  /** Why the endpoint is to be disabled; null: it is not. */
  disable: 'gone' | 'failing' | null;
}

/** How an attempt counts: `failure` in both counters, `limit` as failing without being one more in a row. */
type Weight = 'failure' | 'limit' | 'none';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Faults that are not the receiver's say nothing about it. */
const uncounted: ReadonlySet<DeliveryErrorCode> = new Set([
  'address_forbidden',
  'payload_too_large',
  'signing_failed',
  'transformation_failed',
  'interrupted',
]);

function weightOf(code: DeliveryErrorCode): Weight {
  if (code === 'rate_limited') return 'limit';
  return uncounted.has(code) ? 'none' : 'failure';
}

/** The rules of an endpoint's health. Pure: the attempt ended `now`. */
export function healthAfter(
  health: Health,
  end: AttemptEnd,
  rules: DisableRules,
  now: Date,
): HealthAfter {
  if (end.code === null) return afterSuccess(health, now);
  const weight = weightOf(end.code);
  const failed = counted(paused(health, end, now), weight, now);
  const tested = { ...failed, ...circuitAfter(failed, weight, end, now) };
  if (end.code === 'endpoint_gone') return disabled(tested, 'gone', now);
  if (weight === 'none') return { health: tested, notice: null, disable: null };
  if (isToBeDisabled(tested, rules, now)) return disabled(tested, 'failing', now);
  if (!isToBeWarned(tested, now)) return { health: tested, notice: null, disable: null };
  const warned = { ...tested, lastNoticeAt: now, isWarned: true };
  return { health: warned, notice: 'failing', disable: null };
}

function afterSuccess(health: Health, now: Date): HealthAfter {
  return {
    health: {
      ...health,
      ...closedCircuit,
      consecutiveFailures: 0,
      failingSince: null,
      failedAttempts: 0,
      lastSuccessAt: now,
      lastNoticeAt: null,
      isWarned: false,
    },
    notice: health.isWarned ? 'recovered' : null,
    disable: null,
  };
}

function paused(health: Health, end: AttemptEnd, now: Date): Health {
  const until = pauseAfter(end, now);
  if (until === null || (health.pausedUntil !== null && health.pausedUntil > until)) return health;
  return { ...health, pausedUntil: until };
}

function counted(health: Health, weight: Weight, now: Date): Health {
  if (weight === 'none') return health;
  return {
    ...health,
    consecutiveFailures: health.consecutiveFailures + (weight === 'failure' ? 1 : 0),
    failingSince: health.failingSince ?? now,
    failedAttempts: health.failedAttempts + 1,
    lastFailureAt: now,
  };
}

function circuitAfter(
  health: Health,
  weight: Weight,
  { isProbe }: AttemptEnd,
  now: Date,
): Partial<Health> {
  if (health.circuit === 'open') {
    // What was under way when it opened tells nothing new.
    if (!isProbe) return {};
    return weight === 'failure' ? reopenedCircuit(health, now) : waitingCircuit(health, now);
  }
  return health.consecutiveFailures >= FAILURES_TO_OPEN ? openedCircuit(now) : {};
}

function isToBeWarned({ failingSince, lastNoticeAt }: Health, now: Date): boolean {
  const isLong = failingSince !== null && now.getTime() - failingSince.getTime() >= HOUR_MS;
  return isLong && (lastNoticeAt === null || now.getTime() - lastNoticeAt.getTime() >= DAY_MS);
}

function disabled(health: Health, reason: 'gone' | 'failing', now: Date): HealthAfter {
  return { health: { ...health, lastNoticeAt: now }, notice: 'disabled', disable: reason };
}
