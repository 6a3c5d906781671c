/** What one render may use. Settable per Workspace as `render_limits`, below the instance's maximum. */
export interface RenderLimits {
  /** Rendering time, waiting for a thread not counted. `time_ms` */
  timeMs: number;
  /** Memory that the render holds at any one time. `memory_mb` */
  memoryBytes: number;
  /** UTF-8 bytes of output. `output_bytes` */
  outputBytes: number;
  /** Action objects. `actions` */
  actions: number;
  /** Waiting for a shop in all of a run, beside `timeMs`; default {@link DEFAULT_WAIT_MS}. */
  waitMs?: number;
}

/** How long a script may wait for a shop in all. */
export const DEFAULT_WAIT_MS = 120_000;

/** The limits of a task script. */
export const defaultRenderLimits: RenderLimits = {
  timeMs: 20_000,
  memoryBytes: 128 * 1024 * 1024,
  outputBytes: 10 * 1024 * 1024,
  actions: 5_000,
};

/** The limits of what renders on the side: event filters, concurrency keys, option values, subscriptions. */
export const shortRenderLimits: RenderLimits = { ...defaultRenderLimits, timeMs: 2_000 };
