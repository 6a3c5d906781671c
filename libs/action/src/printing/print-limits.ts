/** What one print may take. */
export interface PrintLimits {
  /** For loading: what has not come by then is left out. */
  loadMs: number;
  /** For what the browser does besides: a page whose scripts never give way is given up. */
  workMs: number;
  /** Of one resource, after decompression. */
  resourceBytes: number;
  /** Of all resources of a page together. */
  pageBytes: number;
  /** Requests that a page makes. */
  requests: number;
}

export const defaultPrintLimits: PrintLimits = {
  loadMs: 30_000,
  workMs: 60_000,
  resourceBytes: 20_000_000,
  pageBytes: 100_000_000,
  requests: 1_000,
};
