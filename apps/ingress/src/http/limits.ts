/** How long clients may take, and how much of what they send is held at once. Injected as {@link LIMITS}. */
export interface IngressLimits {
  /** From the first byte of a request to the end of its headers. */
  headersTimeoutMs: number;
  /** From the headers to the end of the body. */
  bodyTimeoutMs: number;
  /** How long an idle connection is kept; longer than the proxies in front keep theirs. */
  keepAliveMs: number;
  /** How often timeouts are looked for. */
  sweepMs: number;
  /** Bodies and the data made of them, over all requests: past it new ones are refused for a moment. */
  heldBodyBytes: number;
}

export const LIMITS = Symbol('LIMITS');

export const defaultLimits: IngressLimits = {
  headersTimeoutMs: 30_000,
  bodyTimeoutMs: 60_000,
  keepAliveMs: 65_000,
  sweepMs: 1_000,
  heldBodyBytes: 268_435_456,
};
