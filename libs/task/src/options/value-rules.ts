import { JsonNumber, parseJson, type JsonValue } from '@millwright/kernel';
import { Temporal } from 'temporal-polyfill';

/** What a value was found to be: kept as `value`, which may be a conversion of it, or a problem. */
export type Checked = { value: JsonValue } | { problem: string };

/** When and where values are checked: `futureonly` asks for both. */
export interface CheckedAt {
  nowMs: number;
  /** IANA name. */
  timezone: string;
  /** Whether nothing will render them: Liquid in them is text like any other. */
  isFinal?: boolean;
}

const NUMERIC = /^[+-]?\d+(?:\.\d+)?$/;
const COLOR = /^#[0-9a-f]{6}$/i;
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;
const REFERENCE = /^[a-z][a-z0-9_]{0,99}$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3])(?::[0-5]\d){1,2}$/;

/** Whether a value counts as not filled in: false and 0 are filled in. */
export const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (value instanceof Map && value.size === 0);

/** Text; a number becomes its digits. */
export function textual(value: JsonValue): Checked {
  if (typeof value === 'string') return { value };
  return isNumber(value) ? { value: String(value) } : { problem: 'must be text' };
}

/** An address of the form somebody@domain.tld. */
export const email = (value: JsonValue): Checked =>
  typeof value === 'string' && EMAIL.test(value)
    ? { value }
    : { problem: 'must be an email address' };

/** A number, or text of one, whose digits are kept: `"1.50"` becomes `1.50`. */
export function numeric(value: JsonValue): Checked {
  if (isNumber(value)) return { value };
  const number = typeof value === 'string' ? numberIn(value) : undefined;
  return number === undefined ? { problem: 'must be a number' } : { value: number };
}

/** A number from one bound to the other, both included. */
export function within({ min, max }: { min: number; max: number }) {
  return (value: JsonValue): Checked => {
    const checked = numeric(value);
    if ('problem' in checked) return checked;
    const number = Number(checked.value);
    return number >= min && number <= max ? checked : { problem: `must be from ${min} to ${max}` };
  };
}

export const boolean = (value: JsonValue): Checked =>
  typeof value === 'boolean' ? { value } : { problem: 'must be true or false' };

export const color = (value: JsonValue): Checked =>
  matches(value, COLOR) ? { value } : { problem: 'must be a color such as #1a2b3c' };

export const time = (value: JsonValue): Checked =>
  matches(value, TIME) ? { value } : { problem: 'must be a time such as 09:30' };

/** A key of a global or a secret. */
export const reference = (value: JsonValue): Checked =>
  matches(value, REFERENCE)
    ? { value }
    : { problem: 'must be the key of a global or a secret: small letters, digits and _' };

/** A day of the calendar; with `after` not before today there. */
export function day(value: JsonValue, after?: CheckedAt): Checked {
  if (!matches(value, DAY) || !isOfTheCalendar(value)) {
    return { problem: 'must be a date such as 2024-08-15' };
  }
  const isPast = after !== undefined && value < today(after);
  return isPast ? { problem: 'must not be in the past' } : { value };
}

/** A day and a time, seconds optional; with `after` not before now there. */
export function moment(value: JsonValue, after?: CheckedAt): Checked {
  if (!matches(value, MOMENT) || !isOfTheCalendar(value)) {
    return { problem: 'must be a time such as 2024-08-15T09:30' };
  }
  const isPast = after !== undefined && momentMs(value, after.timezone) < after.nowMs;
  return isPast ? { problem: 'must not be in the past' } : { value };
}

/** One of some texts. */
export const oneOf =
  (choices: readonly string[]) =>
  (value: JsonValue): Checked =>
    typeof value === 'string' && choices.includes(value)
      ? { value }
      : { problem: `must be one of ${shown(choices)}` };

/** Every item by a rule, as an array; the first problem names its item, counted from 1. */
export function listOf(rule: (item: JsonValue) => Checked) {
  return (value: JsonValue): Checked => {
    if (!Array.isArray(value)) return { problem: 'must be an array' };
    const items: JsonValue[] = [];
    for (const [index, item] of value.entries()) {
      const checked = rule(item);
      if ('problem' in checked) return { problem: `value ${index + 1} ${checked.problem}` };
      items.push(checked.value);
    }
    return { value: items };
  };
}

/** Every member by a rule, as an object; the first problem names its key. */
export function hashOf(rule: (member: JsonValue) => Checked) {
  return (value: JsonValue): Checked => {
    if (!(value instanceof Map)) return { problem: 'must be an object' };
    const members = new Map<string, JsonValue>();
    for (const [key, member] of value) {
      const checked = rule(member);
      if ('problem' in checked) return { problem: `the value of "${key}" ${checked.problem}` };
      members.set(key, checked.value);
    }
    return { value: members };
  };
}

function numberIn(text: string): JsonValue | undefined {
  const digits = text.trim();
  if (!NUMERIC.test(digits) || digits.length > 100) return undefined;
  return parseJson(digits.replace(/^\+/, '').replace(/^(-?)0+(?=\d)/, '$1'));
}

const isNumber = (value: JsonValue): value is number | JsonNumber =>
  typeof value === 'number' || value instanceof JsonNumber;

const matches = (value: JsonValue, pattern: RegExp): value is string =>
  typeof value === 'string' && pattern.test(value);

function isOfTheCalendar(text: string): boolean {
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}

const momentMs = (text: string, timezone: string): number =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(timezone).epochMilliseconds;

const today = ({ nowMs, timezone }: CheckedAt): string =>
  Temporal.Instant.fromEpochMilliseconds(nowMs)
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString();

function shown(choices: readonly string[]): string {
  const first = choices.slice(0, 10).join(', ');
  return choices.length > 10 ? `${first}, …` : first;
}
