import { Context, type Liquid } from 'liquidjs';
import type { RunMeter } from '../limits/run-meter.ts';
import { HostObject } from '../values/host-object.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import { characterCount, characterSlice } from '../values/text-search.ts';
import { keyTextOf } from '../values/key-text.ts';
import { keywords } from './keywords.ts';

type Limiter = Context['memoryLimit'];
type Path = Parameters<Context['_get']>[0];

/** One render: its variables, what it has used, and the moment that `now` is during all of it. */
export class RunContext extends Context {
  readonly meter: RunMeter;
  readonly nowMs: number;

  constructor(engine: Liquid, variables: object, meter: RunMeter, nowMs: number) {
    const paysMemory = limiterOf(meter);
    super(
      variables,
      engine.options,
      { sync: true },
      {
        memoryLimit: paysMemory,
        renderLimit: paysMemory,
        liquid: engine,
      },
    );
    this.meter = meter;
    this.nowMs = nowMs;
  }

  override *_get(path: Path): IterableIterator<unknown> {
    const keyword = keywords.get(path[0] as string);
    if (!keyword) return (yield* super._get(path)) as unknown;
    return (yield this._getFromScope(keyword(), path.slice(1))) as unknown;
  }

  /** Where a variable lives: a loop's scope, else the one that assign writes to. */
  scopeOf(name: string): Record<string, unknown> {
    const { scopes } = this as unknown as { scopes: Record<string, unknown>[] };
    return scopes.findLast((scope) => name in scope) ?? scopes[0]!;
  }

  override readProperty(owner: unknown, key: unknown): unknown {
    this.meter.tick();
    if (owner === null || owner === undefined) return undefined;
    if (Array.isArray(owner)) return propertyOfArray(owner, key);
    if (owner instanceof Map) return propertyOfHash(owner as Map<string, unknown>, key);
    if (owner instanceof HostObject) return owner.attribute(keyTextOf(key) ?? '');
    if (owner instanceof LiquidRange) return propertyOfRange(owner, key);
    if (typeof owner === 'string') return propertyOfText(owner, key);
    if (typeof owner !== 'object' || Object.getPrototypeOf(owner) !== null) return undefined;
    return (owner as Record<string, unknown>)[key as string];
  }
}

/** What liquidjs itself still pays into: it counts elements. */
const limiterOf = (meter: RunMeter): Limiter =>
  ({
    use: (units: number) => meter.use(units * 8),
    check: () => meter.tick(),
  }) as unknown as Limiter;

/** A property of a value, as one key, outside a template's own look-ups. */
export const propertyOf = (owner: unknown, key: unknown, run: RunContext): unknown =>
  run.readProperty(owner, key);

function propertyOfArray(list: readonly unknown[], key: unknown): unknown {
  if (typeof key === 'number') return list.at(key);
  return key === 'size'
    ? list.length
    : key === 'first'
      ? list[0]
      : key === 'last'
        ? list.at(-1)
        : undefined;
}

function propertyOfHash(hash: Map<string, unknown>, key: unknown): unknown {
  const name = keyTextOf(key);
  if (name === undefined || hash.has(name)) return hash.get(name!);
  if (name === 'size') return hash.size;
  if (hash.size === 0) return undefined;
  if (name === 'first') return [...hash.entries().next().value!];
  return name === 'last' ? lastEntryOf(hash) : undefined;
}

function lastEntryOf(hash: Map<string, unknown>): unknown[] | undefined {
  let last: unknown[] | undefined;
  for (const entry of hash) last = entry;
  return last;
}

function propertyOfRange(range: LiquidRange, key: unknown): unknown {
  if (key === 'size') return range.length;
  const index = key === 'first' ? 0 : key === 'last' ? range.length - 1 : key;
  if (typeof index !== 'number' || !Number.isInteger(index)) return undefined;
  return index >= 0 && index < range.length ? range.at(index) : undefined;
}

function propertyOfText(text: string, key: unknown): unknown {
  if (key === 'size') return characterCount(text);
  if (text === '') return undefined;
  if (key === 'first') return characterSlice(text, 0, 1);
  return key === 'last' ? characterSlice(text, characterCount(text) - 1, 1) : undefined;
}
