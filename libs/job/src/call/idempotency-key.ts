import { JobProblem } from '../job-problem.ts';
import type { CallHeaders } from './body-type.ts';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;
const QUOTED = /^"((?:[^"\\]|\\["\\])*)"$/;
const ESCAPED = /\\(["\\])/g;

/**
 * The key of the header `Idempotency-Key`; undefined when there is none. Bare, or quoted as a string of structured
 * fields (RFC 9651): both ways the same key.
 */
export function idempotencyKeyOf(headers: CallHeaders): string | undefined | JobProblem {
  const values = headers['idempotency-key'];
  if (values === undefined) return undefined;
  const [value = '', ...others] = values.map((line) => line.trim());
  const key = value.startsWith('"') ? QUOTED.exec(value)?.[1]?.replace(ESCAPED, '$1') : value;
  if (others.length > 0 || key === undefined || !VISIBLE_ASCII.test(key)) {
    return new JobProblem(
      'idempotency_key_invalid',
      'Idempotency-Key must be one key of 1 to 255 visible ASCII characters, bare or in quotes',
    );
  }
  return key;
}
