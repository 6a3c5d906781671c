import type { EndpointHealth } from '../endpoints/endpoint-health.entity.ts';

/** What is kept of how an endpoint fares, but for its name and what the rate limit and the handshake remember. */
export type Health = Pick<
  EndpointHealth,
  | 'consecutiveFailures'
  | 'failingSince'
  | 'failedAttempts'
  | 'lastSuccessAt'
  | 'lastFailureAt'
  | 'lastNoticeAt'
  | 'isWarned'
  | 'pausedUntil'
  | 'circuit'
  | 'circuitOpenedAt'
  | 'nextProbeAt'
  | 'probeDelayS'
>;

/** That of a new endpoint, and of one that was enabled again. */
export const noHealth: Health = {
  consecutiveFailures: 0,
  failingSince: null,
  failedAttempts: 0,
  lastSuccessAt: null,
  lastFailureAt: null,
  lastNoticeAt: null,
  isWarned: false,
  pausedUntil: null,
  circuit: 'closed',
  circuitOpenedAt: null,
  nextProbeAt: null,
  probeDelayS: null,
};

/** Whether a success would change nothing but its time. */
export const isSound = (health: Health): boolean =>
  health.consecutiveFailures === 0 &&
  health.failingSince === null &&
  health.circuit === 'closed' &&
  !health.isWarned;

/** A time some milliseconds after another. */
export const after = (time: Date, ms: number): Date => new Date(time.getTime() + ms);
