/** The unit that a sender writes times in; `iso` is ISO 8601 with an offset, `iso-utc` without one, and in UTC. */
export type TimeUnit = 's' | 'ms' | 'iso' | 'iso-utc';

const WHOLE = /^\d{1,15}$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const OFFSET = /(?:Z|[+-]\d\d:\d\d)$/;
const SECOND_MS = 1_000;
// The last moment that a Date can hold.
const LAST_MS = 8_640_000_000_000_000;

/** A sender's time in milliseconds; undefined when it cannot be read. */
export function signedTimeOf(text: string, unit: TimeUnit): number | undefined {
  if (unit === 'iso-utc') return isoTimeOf(OFFSET.test(text) ? text : `${text}Z`);
  if (unit === 'iso') return isoTimeOf(text);
  if (!WHOLE.test(text)) return undefined;
  const time = unit === 's' ? Number(text) * SECOND_MS : Number(text);
  return time <= LAST_MS ? time : undefined;
}

/** A time as a sender writes it. */
export function writtenTime(ms: number, unit: TimeUnit): string {
  switch (unit) {
    case 's':
      return String(Math.floor(ms / SECOND_MS));
    case 'ms':
      return String(ms);
    case 'iso':
      return new Date(ms).toISOString();
    case 'iso-utc':
      return new Date(ms).toISOString().slice(0, -1);
  }
}

function isoTimeOf(text: string): number | undefined {
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** A time on the way from its sender to us, and how far it may be off. */
export interface Sending {
  signedAtMs: number;
  nowMs: number;
  unit: TimeUnit;
  /** 0: any time will do. */
  toleranceSeconds: number;
}

/** Whether the times are close enough, before and after, bounds included. Seconds are compared as whole seconds. */
export function isRecent({ signedAtMs, nowMs, unit, toleranceSeconds }: Sending): boolean {
  if (toleranceSeconds === 0) return true;
  const now = unit === 's' ? Math.floor(nowMs / SECOND_MS) * SECOND_MS : nowMs;
  return Math.abs(now - signedAtMs) <= toleranceSeconds * SECOND_MS;
}
