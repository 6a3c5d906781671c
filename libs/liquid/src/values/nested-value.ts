import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { isNil } from './equality.ts';
import { keyTextOf } from './key-text.ts';
import { LiquidRange } from './liquid-range.ts';
import { isNumber } from './numbers.ts';
import type { SoleHolders } from './sole-holders.ts';
import { HASH_BYTES, MEMBER_BYTES } from './value-bytes.ts';

const ELEMENT_BYTES = 8;
const ARRAY_BYTES = 32;

/** What a nested assignment works with. */
export interface Assignment {
  readonly value: unknown;
  /** How the script wrote the target, for the error. */
  readonly target: string;
  readonly meter: RunMeter;
  readonly holders: SoleHolders;
}

/**
 * An array or hash with one value in it replaced, at any depth: the same one where only `holder` has it, else a copy,
 * so that no other variable that holds it is touched. @throws LiquidRunError where there is nothing to assign into
 */
export function withValueAt(
  owner: unknown,
  path: readonly unknown[],
  holder: object,
  assignment: Assignment,
): unknown {
  if (path.length === 0) return assignment.value;
  const [key, ...rest] = path;
  const into = (inner: unknown, changed: object): unknown =>
    withValueAt(inner, rest, changed, assignment);
  if (owner instanceof Map) {
    const hash = ownHash(owner as Map<string, unknown>, holder, assignment);
    const name = hashKeyOf(key);
    return hash.set(name, into(hash.get(name), hash));
  }
  if (Array.isArray(owner) || owner instanceof LiquidRange) {
    const list = ownList(owner, holder, assignment);
    const index = indexOf(key, list.length);
    if (index > list.length) assignment.meter.use((index - list.length) * ELEMENT_BYTES);
    while (list.length < index) list.push(null);
    list[index] = into(list[index], list);
    return list;
  }
  throw new LiquidRunError(
    'liquid_render',
    `cannot assign into ${kindOf(owner)}: ${assignment.target}`,
  );
}

function ownHash(
  hash: Map<string, unknown>,
  holder: object,
  { meter, holders }: Assignment,
): Map<string, unknown> {
  if (holders.isHeldBy(hash, holder)) {
    meter.use(MEMBER_BYTES);
    return hash;
  }
  meter.use((hash.size + 1) * MEMBER_BYTES + HASH_BYTES);
  return holders.hold(new Map(hash), holder);
}

function ownList(
  list: unknown[] | LiquidRange,
  holder: object,
  { meter, holders }: Assignment,
): unknown[] {
  if (list instanceof LiquidRange) return holders.hold(list.toArray(meter), holder);
  if (holders.isHeldBy(list, holder)) {
    meter.use(ELEMENT_BYTES);
    return list;
  }
  meter.use((list.length + 1) * ELEMENT_BYTES + ARRAY_BYTES);
  return holders.hold([...list], holder);
}

function hashKeyOf(key: unknown): string {
  const name = keyTextOf(key);
  if (name !== undefined) return name;
  throw new LiquidRunError('liquid_render', `cannot assign ${kindOf(key)} as a key of a hash`);
}

function indexOf(key: unknown, length: number): number {
  const index = key === -1 ? length - 1 : key;
  if (typeof index === 'number' && Number.isInteger(index) && index >= 0) return index;
  const name = typeof key === 'string' ? `"${key}"` : (keyTextOf(key) ?? kindOf(key));
  throw new LiquidRunError('liquid_render', `cannot assign ${name} into an array`);
}

function kindOf(value: unknown): string {
  if (isNil(value)) return 'nil';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Map) return 'a hash';
  if (isNumber(value)) return 'a number';
  if (typeof value === 'boolean') return 'a boolean';
  return typeof value === 'string' ? 'a string' : 'an object';
}
