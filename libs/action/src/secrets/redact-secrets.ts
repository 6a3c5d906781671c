import {
  JsonNumber,
  MAX_JSON_DEPTH,
  parseJson,
  stringifyJson,
  type JsonObject,
  type JsonValue,
} from '@millwright/kernel';
import type { ActionOutcome } from '../action.ts';
import { ActionError } from '../action.errors.ts';

/** What stands in results for bytes that may hold a secret in a form that nobody can look for. */
export const REDACTED_BYTES = '__millwright_secret_value_redacted__';

const BYTE_MEMBERS = new Set(['body_base64', 'data_base64']);
/** Shorter texts of digits are in every number; as a number's digits they are not looked for. */
const MIN_DIGITS = 4;
/** Shorter ones are not looked for inside of base64. */
const MIN_BYTES_INSIDE = 8;
/** So much longer may an outcome become. */
const MAX_ADDED = 33_554_432;
/** A result wraps what the other side sent. */
const MAX_DEPTH = MAX_JSON_DEPTH + 8;

/**
 * Takes the values of secrets out of what is to be stored: in results, messages and warnings they become
 * `[secret <key>]`, also where they were escaped for a URL, for JSON or as base64.
 */
export class SecretRedaction {
  private readonly forms: (readonly [text: string, shown: string])[];
  private added = 0;

  constructor(secrets: ReadonlyMap<string, string>) {
    const forms = new Map<string, string>();
    for (const [key, value] of secrets) {
      for (const form of formsOf(value)) if (!forms.has(form)) forms.set(form, `[secret ${key}]`);
    }
    // The longest first: one secret may be a part of another.
    this.forms = [...forms].sort(([left], [right]) => right.length - left.length);
  }

  outcome(outcome: ActionOutcome): ActionOutcome {
    const { result, warnings } = outcome;
    const shown = {
      ...(result === undefined ? {} : { result: this.json(result) }),
      ...(warnings === undefined ? {} : { warnings: warnings.map((text) => this.text(text)) }),
    };
    if (outcome.ok) return { ...outcome, ...shown };
    const { code, message, details } = outcome.error;
    const error = {
      code,
      message: this.text(message),
      ...(details === undefined
        ? {}
        : { details: this.value(parseJson(stringifyJson(details), MAX_DEPTH)) }),
    };
    return { ...outcome, ...shown, error };
  }

  /** An error that is thrown on, its texts without secrets and without what led to it. */
  error(error: unknown): unknown {
    if (!(error instanceof Error)) return error;
    error.message = this.text(error.message);
    if (error.stack !== undefined) error.stack = this.text(error.stack);
    error.cause = undefined;
    return error;
  }

  /** In one pass over the text, the longest form first where several begin. @throws ActionError size_limit */
  text(text: string): string {
    const next = this.forms.map(([form]) => text.indexOf(form));
    const parts: string[] = [];
    let from = 0;
    for (;;) {
      this.forms.forEach(([form], at) => {
        if (next[at]! >= 0 && next[at]! < from) next[at] = text.indexOf(form, from);
      });
      const first = this.firstOf(next);
      if (first === undefined) return from === 0 ? text : parts.join('') + text.slice(from);
      const [form, name] = this.forms[first]!;
      this.grow(name.length - form.length);
      parts.push(text.slice(from, next[first]), name);
      from = next[first]! + form.length;
    }
  }

  private firstOf(places: readonly number[]): number | undefined {
    let first: number | undefined;
    places.forEach((place, at) => {
      if (place >= 0 && (first === undefined || place < places[first]!)) first = at;
    });
    return first;
  }

  /** A secret of one letter is everywhere. */
  private grow(characters: number): void {
    this.added += characters;
    if (this.added <= MAX_ADDED) return;
    throw new ActionError(
      'size_limit',
      'what came back has a secret in it too often to be stored; make the secret longer',
    );
  }

  private json(text: string): string {
    return stringifyJson(this.value(parseJson(text, MAX_DEPTH)));
  }

  private value(value: JsonValue): JsonValue {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number' || value instanceof JsonNumber) return this.number(value);
    if (Array.isArray(value)) return value.map((item) => this.value(item));
    return value instanceof Map ? this.object(value) : value;
  }

  private object(object: JsonObject): JsonObject {
    return new Map(
      [...object].map(([key, value]) => [
        this.text(key),
        BYTE_MEMBERS.has(key) && typeof value === 'string' ? REDACTED_BYTES : this.value(value),
      ]),
    );
  }

  private number(number: number | JsonNumber): JsonValue {
    const digits = String(number);
    const isInside = this.forms.some(
      ([form]) => form.length >= MIN_DIGITS && digits.includes(form),
    );
    return isInside ? this.text(digits) : number;
  }
}

/** A value as it is, and as others write it down. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    new URLSearchParams([['', value]]).toString().slice(1),
  ];
  // Of a few bytes the base64 is a few letters, which are everywhere.
  if (bytes.length >= MIN_DIGITS) forms.push(bytes.toString('base64'), bytes.toString('base64url'));
  if (bytes.length >= MIN_BYTES_INSIDE) forms.push(...insideBase64(bytes));
  return forms.filter((form) => form !== '');
}

/** The letters that bytes are in any base64 that has them inside, as in `Basic <name:password>`. */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const letters = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    // What shares its bits with a neighbour says nothing of it.
    const from = Math.ceil((before * 8) / 6);
    const own = letters.slice(from, Math.floor(((before + bytes.length) * 8) / 6));
    return [own, own.replaceAll('-', '+').replaceAll('_', '/')];
  });
}
