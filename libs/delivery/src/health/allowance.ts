import type { RateLimit } from '../endpoints/endpoint-settings.ts';
import type { Health } from './health.ts';
import { limitsOf, roomIn, type Starts } from './rate-window.ts';

/** All that decides how many attempts of an endpoint may start. */
export interface EndpointState {
  enabled: boolean;
  health: Pick<Health, 'pausedUntil' | 'circuit' | 'nextProbeAt'>;
  starts: Starts;
  rateLimit: RateLimit | null;
  concurrency: number;
  verifyOrigin: boolean;
  originGrantedAt: Date | null;
  /** Requests a minute, as the handshake allowed. */
  originRate: number | null;
}

/** How many attempts may start now. */
export interface Allowance {
  /** In all. */
  total: number;
  /** Of those, such that nobody has asked for by hand. */
  ordinary: number;
  /** An ordinary one would be the probe of an open circuit. */
  isProbe: boolean;
  /** When to ask again where only the rate stands in the way. */
  askAgainAt: Date | null;
}

const nothing: Allowance = { total: 0, ordinary: 0, isProbe: false, askAgainAt: null };

/**
 * How many attempts of an endpoint may start, with `started` under way and at most `most` wanted. Those asked for by
 * hand go past circuit and pause; nothing goes past the rest.
 */
export function allowanceOf(
  state: EndpointState,
  { started, most }: { started: number; most: number },
  now: Date,
): Allowance {
  if (!state.enabled || (state.verifyOrigin && state.originGrantedAt === null)) return nothing;
  const limits = limitsOf(state.rateLimit, state.originRate);
  const { room, nextMs } = roomIn(state.starts, limits, now.getTime());
  const total = Math.max(0, Math.min(most, room, state.concurrency - started));
  const askAgainAt = nextMs === null ? null : new Date(nextMs);
  const { pausedUntil, circuit, nextProbeAt } = state.health;
  if (pausedUntil !== null && pausedUntil > now) {
    return { total, ordinary: 0, isProbe: false, askAgainAt };
  }
  if (circuit === 'closed') return { total, ordinary: total, isProbe: false, askAgainAt };
  const isProbeDue = nextProbeAt !== null && nextProbeAt <= now && started === 0;
  return { total, ordinary: isProbeDue ? Math.min(1, total) : 0, isProbe: isProbeDue, askAgainAt };
}
