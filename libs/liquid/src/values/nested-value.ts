import { LiquidRunError } from '../liquid.errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { isNil } from './equality.ts';
import { keyTextOf } from './key-text.ts';
import { LiquidRange } from './liquid-range.ts';
import { isNumber } from './numbers.ts';

/**
 * A copy of an array or hash with one value in it replaced, at any depth. Values are never changed in place, so no
 * other variable that holds the same one is touched. `target` is how the script wrote it, for the error.
 */
export function withValueAt(
  owner: unknown,
  path: readonly unknown[],
  value: unknown,
  target: string,
  meter: RunMeter,
): unknown {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  const into = (inner: unknown): unknown => withValueAt(inner, rest, value, target, meter);
  if (owner instanceof Map) return changedHash(owner as Map<string, unknown>, key, into, meter);
  if (Array.isArray(owner)) return changedList(owner, key, into, meter);
  if (owner instanceof LiquidRange) return changedList(owner.toArray(meter), key, into, meter);
  throw new LiquidRunError('liquid_render', `cannot assign into ${kindOf(owner)}: ${target}`);
}

function changedHash(
  hash: Map<string, unknown>,
  key: unknown,
  into: (inner: unknown) => unknown,
  meter: RunMeter,
): Map<string, unknown> {
  const name = keyTextOf(key);
  if (name === undefined) {
    throw new LiquidRunError('liquid_render', `cannot assign ${kindOf(key)} as a key of a hash`);
  }
  meter.use(hash.size * 48 + 232);
  return new Map(hash).set(name, into(hash.get(name)));
}

function changedList(
  list: readonly unknown[],
  key: unknown,
  into: (inner: unknown) => unknown,
  meter: RunMeter,
): unknown[] {
  const index = key === -1 ? list.length - 1 : key;
  if (typeof index !== 'number' || !Number.isInteger(index) || index < 0) {
    const name = typeof key === 'string' ? `"${key}"` : (keyTextOf(key) ?? kindOf(key));
    throw new LiquidRunError('liquid_render', `cannot assign ${name} into an array`);
  }
  meter.use(Math.max(list.length, index + 1) * 8 + 32);
  const changed = [...list];
  while (changed.length < index) changed.push(null);
  changed[index] = into(list[index]);
  return changed;
}

function kindOf(value: unknown): string {
  if (isNil(value)) return 'nil';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Map) return 'a hash';
  if (isNumber(value)) return 'a number';
  if (typeof value === 'boolean') return 'a boolean';
  return typeof value === 'string' ? 'a string' : 'an object';
}
