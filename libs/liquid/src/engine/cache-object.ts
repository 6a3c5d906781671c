import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { HostObject } from '../values/host-object.ts';
import { parseValue } from '../values/parse-value.ts';
import { attributeOf } from '../values/property-of.ts';
import type { ShopReader } from '../shop/shop-reader.ts';
import { compareTexts } from '../values/text-search.ts';

/** Most entries that a script may list. */
export const MAX_CACHE_ENTRIES = 10_000;

const ENTRY_PROPERTIES: ReadonlySet<string> = new Set(['size', 'first', 'last']);

/** Where a render reads the Workspace's cache, while it waits. Values are JSON texts. */
export interface CacheReader {
  value(key: string, timeoutMs: number): string | undefined;
  entries(timeoutMs: number): readonly (readonly [string, string])[];
  /** The secret behind a reference; undefined: it is text. */
  secret?(reference: string, timeoutMs: number): string | undefined;
  /** The shop, where there is one to ask. */
  readonly shop?: ShopReader | undefined;
}

/** `cache`: each key is read once per run and stays what it was. */
export class CacheObject extends HostObject {
  private readonly known = new Map<string, unknown>();
  private all: Map<string, unknown> | undefined;
  private readonly reader: CacheReader;
  private readonly meter: RunMeter;

  constructor(reader: CacheReader, meter: RunMeter) {
    super();
    this.reader = reader;
    this.meter = meter;
  }

  override attribute(key: string): unknown {
    if (this.known.has(key)) return this.known.get(key);
    if (this.all) return undefined;
    const text = this.reader.value(key, this.meter.timeLeftMs);
    const value = text === undefined ? undefined : parseValue(text, this.meter);
    this.known.set(key, value);
    return value;
  }

  /** `cache.size`, `cache.first` and `cache.last` are those of all entries, unless they are keys. */
  override property(name: string): unknown {
    const value = this.attribute(name);
    return value === undefined && ENTRY_PROPERTIES.has(name)
      ? attributeOf(this.entries(), name)
      : value;
  }

  /** All entries in the order of their keys. @throws LiquidRunError size_limit */
  entries(): Map<string, unknown> {
    this.all ??= this.read();
    return this.all;
  }

  override data(): Map<string, unknown> {
    return this.entries();
  }

  private read(): Map<string, unknown> {
    const entries = [...this.reader.entries(this.meter.timeLeftMs)];
    if (entries.length > MAX_CACHE_ENTRIES) {
      throw new LiquidRunError(
        'size_limit',
        `the cache has more than ${MAX_CACHE_ENTRIES} entries: look up single keys instead of listing it`,
      );
    }
    const all = new Map<string, unknown>();
    for (const [key, text] of entries.sort(([a], [b]) => compareTexts(a, b))) {
      if (!this.known.has(key)) this.known.set(key, parseValue(text, this.meter));
      const value = this.known.get(key);
      if (value !== undefined) all.set(key, value);
    }
    return all;
  }
}
