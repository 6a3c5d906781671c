import type { Database } from '@millwright/database';
import { Batcher } from '@millwright/kernel';

const FRESH_MS = 2_000;
const MAX_KEPT = 10_000;
const LOADED_AT_ONCE = 50;

/**
 * What the configuration says, in memory, by a key. All of it is dropped when the configuration has changed. What is
 * known is answered also while the database is away; that there is nothing is believed only while we would have heard
 * that it was made.
 */
export class EpochCache<Value> {
  private readonly known = new Map<string, Value | undefined>();
  private readonly loads: Batcher<string, Value | undefined>;
  private epoch: number | undefined;
  private freshUntil = 0;
  private readonly database: Database;

  constructor(database: Database, load: (key: string) => Promise<Value | undefined>) {
    this.database = database;
    this.loads = new Batcher({ maxItems: LOADED_AT_ONCE, concurrency: 2 }, (keys) =>
      this.loadAll(keys, load),
    );
  }

  /** The value of a key, undefined when there is none. @throws DatabaseUnavailableError */
  get(key: string): Value | undefined | Promise<Value | undefined> {
    const value = this.known.get(key);
    if (value !== undefined) return value;
    if (this.known.has(key) && Date.now() < this.freshUntil) return undefined;
    return this.loads.add(key);
  }

  /** Drops everything if anything was written since the last time. @throws DatabaseUnavailableError */
  async refresh(): Promise<void> {
    const startedAt = Date.now();
    const epoch = await this.epochNow();
    if (epoch !== this.epoch) this.known.clear();
    this.epoch = epoch;
    this.freshUntil = startedAt + FRESH_MS;
  }

  private async loadAll(
    keys: readonly string[],
    load: (key: string) => Promise<Value | undefined>,
  ): Promise<(Value | undefined)[]> {
    const epoch = this.epoch;
    const values = await Promise.all(keys.map((key) => load(key)));
    // What was read while the configuration changed may be older than the change: it is not kept.
    if (this.epoch === epoch) keys.forEach((key, at) => this.keep(key, values[at]));
    return values;
  }

  private keep(key: string, value: Value | undefined): void {
    if (this.known.size >= MAX_KEPT) this.known.clear();
    this.known.set(key, value);
  }

  private async epochNow(): Promise<number> {
    const [row] = await this.database.query<{ epoch: number }>('select epoch from config_epoch');
    return row!.epoch;
  }
}
