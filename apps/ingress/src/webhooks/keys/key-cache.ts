const MAX_ENTRIES = 100;
const KEPT_MS = 24 * 60 * 60 * 1_000;
const FAILURE_KEPT_MS = 60_000;

/** Why there is no key at an address. */
export type KeyFailure = 'untrusted' | 'unavailable';

/** What is known of an address; each undefined when there is nothing, or nothing that still counts. */
export interface KnownKey {
  text: string | undefined;
  failure: KeyFailure | undefined;
}

interface Entry {
  text: string | undefined;
  keptAtMs: number;
  failure: KeyFailure | undefined;
  failedAtMs: number;
}

const nothing: Entry = {
  text: undefined,
  keptAtMs: -Infinity,
  failure: undefined,
  failedAtMs: -Infinity,
};

/**
 * What was fetched, by address: keys for a day, failures for a minute. A key outlives the failure to fetch it anew. When
 * the cache is full, failures go first: strangers can make any number of them.
 */
export class KeyCache {
  private readonly entries = new Map<string, Entry>();

  /** How many addresses something is known of. */
  get size(): number {
    return this.entries.size;
  }

  /** `maxAgeMs`: an older key does not count. */
  get(url: string, nowMs: number, maxAgeMs = KEPT_MS): KnownKey {
    const entry = this.entries.get(url);
    if (entry !== undefined) this.put(url, entry);
    const { text, keptAtMs, failure, failedAtMs } = entry ?? nothing;
    return {
      text: nowMs - keptAtMs < maxAgeMs ? text : undefined,
      failure: nowMs - failedAtMs < FAILURE_KEPT_MS ? failure : undefined,
    };
  }

  keep(url: string, text: string, nowMs: number): void {
    this.put(url, { ...nothing, text, keptAtMs: nowMs });
  }

  noteFailure(url: string, failure: KeyFailure, nowMs: number): void {
    this.put(url, { ...(this.entries.get(url) ?? nothing), failure, failedAtMs: nowMs });
  }

  /** The entry becomes the one used last. */
  private put(url: string, entry: Entry): void {
    this.entries.delete(url);
    if (this.entries.size >= MAX_ENTRIES) this.entries.delete(this.mostDispensable());
    this.entries.set(url, entry);
  }

  private mostDispensable(): string {
    const urls = [...this.entries.keys()];
    return urls.find((url) => this.entries.get(url)!.text === undefined) ?? urls[0]!;
  }
}
