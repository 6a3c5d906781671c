/** How long we wait for a server, in milliseconds. */
export interface Patience {
  /** For name and connection together. */
  connectMs: number;
  /** Without a byte from the server that we wait for. */
  idleMs: number;
  /** Before the second and the third try of a file. */
  pausesMs: readonly number[];
}

/** What servers get. */
export const usualPatience: Patience = {
  connectMs: 30_000,
  idleMs: 60_000,
  pausesMs: [1_000, 3_000],
};
