import type { EndpointHealth } from './endpoint-health.entity.ts';
import type { Endpoint } from './endpoint.entity.ts';

/** How endpoints fare, in a word; the first that fits, from the end. */
export const healthStates = ['healthy', 'failing', 'circuit_open', 'disabled'] as const;

export type HealthState = (typeof healthStates)[number];

/** Health as it is shown. */
export interface ShownHealth {
  state: HealthState;
  consecutive_failures: number;
  failing_since: Date | null;
  last_success_at: Date | null;
  last_failure_at: Date | null;
  last_notice_at: Date | null;
  paused_until: Date | null;
  circuit: {
    /** Half open: the next attempt is a probe, or it is under way. */
    state: 'closed' | 'open' | 'half_open';
    opened_at: Date | null;
    next_probe_at: Date | null;
    probe_delay_s: number | null;
  };
}

/** Health as it is shown at a time. */
export function shownHealthOf(
  endpoint: Pick<Endpoint, 'enabled'>,
  health: EndpointHealth,
  now: Date,
): ShownHealth {
  return {
    state: stateOf(endpoint, health),
    consecutive_failures: health.consecutiveFailures,
    failing_since: health.failingSince,
    last_success_at: health.lastSuccessAt,
    last_failure_at: health.lastFailureAt,
    last_notice_at: health.lastNoticeAt,
    paused_until:
      health.pausedUntil !== null && health.pausedUntil > now ? health.pausedUntil : null,
    circuit: {
      state: circuitOf(health, now),
      opened_at: health.circuitOpenedAt,
      next_probe_at: health.nextProbeAt,
      probe_delay_s: health.probeDelayS,
    },
  };
}

function stateOf({ enabled }: Pick<Endpoint, 'enabled'>, health: EndpointHealth): HealthState {
  if (!enabled) return 'disabled';
  if (health.circuit === 'open') return 'circuit_open';
  return health.failingSince === null ? 'healthy' : 'failing';
}

function circuitOf({ circuit, nextProbeAt }: EndpointHealth, now: Date) {
  if (circuit === 'closed') return 'closed';
  return nextProbeAt !== null && nextProbeAt <= now ? 'half_open' : 'open';
}

/** The condition in SQL under which an endpoint `e` with its health `h` is in a state. */
export const sqlOfState: Readonly<Record<HealthState, string>> = {
  disabled: 'not e.enabled',
  circuit_open: `e.enabled and h.circuit = 'open'`,
  failing: `e.enabled and h.circuit <> 'open' and h.failing_since is not null`,
  healthy: `e.enabled and h.circuit <> 'open' and h.failing_since is null`,
};
