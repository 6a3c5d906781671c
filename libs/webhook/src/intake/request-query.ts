import type { JsonObject } from '@millwright/kernel';
import { utf8 } from './charset.ts';
import { parseForm } from './form.ts';
import type { IntakeLimits } from './intake-limits.ts';
import { IntakeProblem } from './intake-problem.ts';
import { NestedParamsError } from './nested-params.ts';

const noPairs: JsonObject = new Map();
const BEYOND_ASCII = /[\u0080-\u00ff]/;

/** Reads a query string into a hash, empty when it has no pairs, or says why it cannot be read. */
export function readQuery(
  queryString: string | null,
  limits: IntakeLimits,
): JsonObject | IntakeProblem {
  if (queryString === null) return noPairs;
  try {
    return parseForm(queryString, utf8, limits);
  } catch (error) {
    if (!(error instanceof NestedParamsError)) throw error;
    return new IntakeProblem('invalid_query', `the query cannot be read: ${error.message}`);
  }
}

/** What follows `?` in a request's target, undecoded; null when that is nothing. Unescaped UTF-8 becomes text. */
export function queryStringOf(target: string): string | null {
  const question = target.indexOf('?');
  if (question < 0 || question === target.length - 1) return null;
  const query = target.slice(question + 1);
  // Node gives the target's bytes as Latin-1.
  if (!BEYOND_ASCII.test(query)) return query;
  return utf8.decode(Buffer.from(query, 'latin1')) ?? query;
}
