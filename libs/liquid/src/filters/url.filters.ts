import { isNil } from '../values/equality.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';

// What a UTF-16 unit takes as `%XX`, at most.
const ENCODED_CHARACTERS = 9;

/** Form encoding of UTF-8: a space is `+`. */
export function url_encode(this: FilterScope, input: unknown): string | null {
  return isNil(input) ? null : percentEncoded(this, input).replaceAll('%20', '+');
}

/** `+` and `%XX`; a malformed `%` stays. */
export function url_decode(this: FilterScope, input: unknown): string {
  const text = textIn(this, input).replaceAll('+', ' ');
  this.meter.use(text.length * 4);
  try {
    return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (bytes) => decodeURIComponent(bytes));
  } catch {
    throw filterError('url_decode: not UTF-8');
  }
}

/** Percent-encoding of UTF-8 for a part of a URL: a space is `%20`. */
export function url_param_escape(this: FilterScope, input: unknown): string {
  return percentEncoded(this, input);
}

function percentEncoded(scope: FilterScope, input: unknown): string {
  const text = textIn(scope, input).toWellFormed();
  scope.meter.use(text.length * ENCODED_CHARACTERS);
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
