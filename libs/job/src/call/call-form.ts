import { shortened, type JsonValue } from '@millwright/kernel';
import type { IntakeLimits } from '@millwright/webhook';
import { JobProblem } from '../job-problem.ts';
import { Fields } from './fields.ts';

const BROKEN_ESCAPE = /%(?![0-9a-f]{2})/i;
const BLANK = /^[\ufeff \t\r\n]*$/;

/**
 * Reads `a=1&b=2`: strings, and arrays of strings where a name is repeated or ends in `[]`. Unlike the forms of
 * webhooks they do not nest. @throws JobProblem
 */
export function formFieldsOf(text: string, { formPairs }: IntakeLimits): Map<string, JsonValue> {
  const fields = new Fields();
  if (BLANK.test(text)) return fields.byName;
  let pairs = 0;
  let end: number;
  for (let start = 0; start < text.length; start = end + 1) {
    const ampersand = text.indexOf('&', start);
    end = ampersand < 0 ? text.length : ampersand;
    if (end === start) continue;
    pairs += 1;
    if (pairs > formPairs) {
      throw new JobProblem('invalid_body', `the form has more than ${formPairs} fields`);
    }
    addPair(fields, text.slice(start, end));
  }
  return fields.byName;
}

function addPair(fields: Fields, pair: string): void {
  const equals = pair.indexOf('=');
  const end = equals < 0 ? pair.length : equals;
  fields.add(decoded(pair.slice(0, end)), decoded(pair.slice(end + 1)));
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    const given = JSON.stringify(shortened(text, 100));
    throw BROKEN_ESCAPE.test(text)
      ? new JobProblem('invalid_body', `the form is not percent-encoded at ${given}`)
      : new JobProblem('invalid_encoding', `the form is not valid UTF-8 at ${given}`);
  }
}
