import { HostObject } from './host-object.ts';
import { keyTextOf } from './key-text.ts';
import { LiquidRange } from './liquid-range.ts';
import { attributeOfText } from './text-attributes.ts';

/** `owner.name`. Arrays, hashes, texts and ranges have `size`, `first` and `last`, unless a hash has that key. */
export function attributeOf(owner: unknown, name: string): unknown {
  if (owner instanceof Map) return attributeOfHash(owner as Map<string, unknown>, name);
  if (Array.isArray(owner)) return attributeOfArray(owner, name);
  if (owner instanceof HostObject) return owner.property(name);
  if (typeof owner === 'string') return attributeOfText(owner, name);
  return owner instanceof LiquidRange ? attributeOfRange(owner, name) : undefined;
}

/** `owner[key]`: an element of an array by its integer index, a value of a hash by its key; else undefined. */
export function itemOf(owner: unknown, key: unknown): unknown {
  if (Array.isArray(owner)) return isIndex(key) ? owner.at(key) : undefined;
  if (owner instanceof LiquidRange) return isIndex(key) ? itemOfRange(owner, key) : undefined;
  const name = keyTextOf(key);
  if (name === undefined) return undefined;
  if (owner instanceof Map) return (owner as Map<string, unknown>).get(name);
  return owner instanceof HostObject ? owner.attribute(name) : undefined;
}

const isIndex = (key: unknown): key is number => Number.isInteger(key);

function attributeOfHash(hash: ReadonlyMap<string, unknown>, name: string): unknown {
  const value = hash.get(name);
  if (value !== undefined || hash.has(name)) return value;
  if (name === 'size') return hash.size;
  if (hash.size === 0) return undefined;
  if (name === 'first') return [...hash.entries().next().value!];
  return name === 'last' ? lastEntryOf(hash) : undefined;
}

function lastEntryOf(hash: ReadonlyMap<string, unknown>): unknown[] | undefined {
  let last: unknown[] | undefined;
  for (const entry of hash) last = entry;
  return last;
}

function attributeOfArray(list: readonly unknown[], name: string): unknown {
  if (name === 'size') return list.length;
  if (name === 'first') return list[0];
  return name === 'last' ? list.at(-1) : undefined;
}

function attributeOfRange(range: LiquidRange, name: string): unknown {
  if (name === 'size') return range.length;
  if (range.length === 0) return undefined;
  if (name === 'first') return range.at(0);
  return name === 'last' ? range.at(range.length - 1) : undefined;
}

function itemOfRange(range: LiquidRange, key: number): number | undefined {
  const index = key < 0 ? range.length + key : key;
  return index >= 0 && index < range.length ? range.at(index) : undefined;
}
