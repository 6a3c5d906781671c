import type { Config } from '@millwright/config';
import { edgeLimitsOf, type EdgeLimits } from '@millwright/host';
import type { IntakeLimits } from '@millwright/webhook';

/** How long clients may take, and how much of what they send is held and parsed. Injected as {@link LIMITS}. */
export interface IngressLimits extends EdgeLimits {
  /** Bodies and the data made of them, over all requests: past it new ones are refused for a moment. */
  heldBodyBytes: number;
  /** Stored files that are sent at once; each holds a piece of one in memory (PIECE_BYTES). */
  downloads: number;
  /** How much of structure a body or a query may have. */
  intake: IntakeLimits;
}

/** 100 MB of pieces. */
const DOWNLOADS = 400;

export const LIMITS = Symbol('LIMITS');

/** The limits of a configuration. */
export const ingressLimitsOf = (config: Config): IngressLimits => ({
  ...edgeLimitsOf(config),
  heldBodyBytes: config.limits.heldBodyBytes,
  downloads: DOWNLOADS,
  intake: config.limits,
});
