import { readEpoch } from './epoch.ts';
import type { Sql } from './sql.ts';

/** How many are kept, those least lately asked for dropped first. */
const MAX_KEPT = 100;

/** What was made of the configuration, by key, kept as of an epoch: asking costs one row unless something was written. */
export class KeptByEpoch<Key, Value> {
  private readonly kept = new Map<Key, { epoch: number; value: Value }>();

  /** What is kept of a key, or what `read` gives. */
  async of(sql: Sql, key: Key, read: () => Promise<Value>): Promise<Value> {
    // Read first: what is written in between is read again next time.
    const epoch = await readEpoch(sql);
    const found = this.kept.get(key);
    this.kept.delete(key);
    const fresh = found?.epoch === epoch ? found : { epoch, value: await read() };
    this.kept.set(key, fresh);
    if (this.kept.size > MAX_KEPT) this.kept.delete(this.kept.keys().next().value!);
    return fresh.value;
  }
}
