import { after, type Health } from './health.ts';

/** So many failures in a row open the circuit. */
export const FAILURES_TO_OPEN = 10;
const FIRST_PROBE_DELAY_S = 60;
const MAX_PROBE_DELAY_S = 3_600;

type Circuit = Pick<Health, 'circuit' | 'circuitOpenedAt' | 'nextProbeAt' | 'probeDelayS'>;

/** Attempts start as they become due. */
export const closedCircuit: Circuit = {
  circuit: 'closed',
  circuitOpenedAt: null,
  nextProbeAt: null,
  probeDelayS: null,
};

/** No attempts but one at the probe's time. */
export const openedCircuit = (now: Date): Circuit => ({
  circuit: 'open',
  circuitOpenedAt: now,
  ...probeIn(FIRST_PROBE_DELAY_S, now),
});

/** After a probe that failed: open, and twice as long until the next. */
export const reopenedCircuit = (health: Health, now: Date): Circuit => ({
  ...health,
  ...probeIn(Math.min(2 * (health.probeDelayS ?? FIRST_PROBE_DELAY_S), MAX_PROBE_DELAY_S), now),
});

/** After a probe that says nothing about the receiver: open, and as long until the next. */
export const waitingCircuit = (health: Health, now: Date): Circuit => ({
  ...health,
  ...probeIn(health.probeDelayS ?? FIRST_PROBE_DELAY_S, now),
});

const probeIn = (delayS: number, now: Date): Pick<Circuit, 'nextProbeAt' | 'probeDelayS'> => ({
  nextProbeAt: after(now, delayS * 1_000),
  probeDelayS: delayS,
});
