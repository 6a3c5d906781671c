import { promisesOf } from './promises.mjs';

/** What a fault does and promises, in one sentence. */
export const aboutOf = (fault) => [fault.about, ...promisesOf(fault)].join('; ');

/**
 * The row of a fault that could not be judged, as the harness or the system broke: nothing is known, so it has failed.
 */
export const rowNotJudged = ({ fault, embodiment, system, seconds, reason }) => ({
  fault: fault.name,
  about: aboutOf(fault),
  embodiment,
  system,
  seconds,
  injections: 0,
  evidence: { count: 0, of: fault.shows },
  sent: 0,
  acknowledged: 0,
  refused: 0,
  answers: {},
  lost: null,
  duplicates: null,
  deliveries: null,
  deliveryDuplicates: null,
  outOfOrder: null,
  keptUnacknowledged: null,
  idle: null,
  recoveryMs: {},
  examples: [],
  complaints: [`not judged: ${reason}`],
});
