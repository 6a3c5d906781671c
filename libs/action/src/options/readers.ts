import { JsonNumber, type JsonObject, type JsonValue } from '@millwright/kernel';
import type { Read, Refuse } from './option.ts';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Text, as it is. */
export const asText: Read<string> = (value, refuse) =>
  typeof value === 'string' ? value : refuse('must be text');

/** True or false, also written as text. */
export const asBoolean: Read<boolean> = (value, refuse) => {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  return refuse('must be true or false');
};

/** A number within bounds, also written as text. */
export const asNumber =
  (min: number, max: number): Read<number> =>
  (value, refuse) => {
    const number = numberIn(value);
    return number !== undefined && number >= min && number <= max
      ? number
      : refuse(`must be a number from ${min} to ${max}`);
  };

/** An integer that JavaScript keeps exactly, also written as text. */
export const asInteger: Read<number> = (value, refuse) => {
  const number = numberIn(value);
  return number !== undefined && Number.isSafeInteger(number)
    ? number
    : refuse('must be an integer within ±(2^53 − 1)');
};

/** Any JSON, nothing lost. */
export const asJson: Read<JsonValue> = (value) => value;

/** An object, in the order of its keys. */
export const asObject: Read<JsonObject> = (value, refuse) =>
  value instanceof Map ? value : refuse('must be an object');

/** A list whose elements are read one by one. */
export const asList =
  <T>(read: Read<T>): Read<T[]> =>
  (value, refuse) =>
    Array.isArray(value)
      ? value.map((item, index) => read(item, below(refuse, index)))
      : refuse('must be an array');

/** Refuses places below a place. */
export const below =
  (refuse: Refuse, ...outer: (string | number)[]): Refuse =>
  (message, ...inner) =>
    refuse(message, ...outer, ...inner);

function numberIn(value: JsonValue): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof JsonNumber) return value.valueOf();
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined;
}
