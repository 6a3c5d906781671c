import {
  JsonNumber,
  MAX_JSON_DEPTH,
  parseJson,
  SecretTexts,
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
/** So much longer may an outcome become. */
const MAX_ADDED = 33_554_432;
/** A result wraps what the other side sent. */
const MAX_DEPTH = MAX_JSON_DEPTH + 8;

/**
 * Takes the values of secrets out of what is to be stored: in results, messages and warnings they become
 * `[secret <key>]`, also where they were escaped for a URL, for JSON or as base64.
 */
export class SecretRedaction {
  private readonly secrets: SecretTexts;
  private added = 0;

  constructor(secrets: ReadonlyMap<string, string>) {
    this.secrets = new SecretTexts(
      [...secrets].map(([key, value]) => [value, `[secret ${key}]`] as const),
    );
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

  /** @throws ActionError size_limit */
  text(text: string): string {
    return this.secrets.replaced(text, (characters) => this.grow(characters));
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
    return this.secrets.isIn(digits, MIN_DIGITS) ? this.text(digits) : number;
  }
}
