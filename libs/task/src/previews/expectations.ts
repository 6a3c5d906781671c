import type { JsonValue } from '@millwright/kernel';
import type { DefinitionFault } from '../definitions/definition-fault.ts';
import { differenceIn } from './difference.ts';

/** What a preview is expected to render; what is left out is not looked at. */
export interface Expectations {
  actions?: JsonValue[];
  logs?: JsonValue[];
  errors?: JsonValue[];
  /** Present: also null is expected. */
  result?: JsonValue;
  /** Equal, instead of: every given key is there and equal. */
  exact: boolean;
}

/** What was rendered: actions as `{type, options, meta}`, a missing result as null. */
export interface Rendered {
  actions: JsonValue[];
  logs: JsonValue[];
  errors: JsonValue[];
  result: JsonValue;
}

/** One expectation and whether it was met. */
export interface Check {
  ok: boolean;
  message: string;
}

const lists = ['actions', 'logs', 'errors'] as const;
const known = new Set<string>([...lists, 'result', 'exact']);

/** Reads the `expect` of a preview definition. */
export function readExpectations(
  value: JsonValue,
  path: string,
): { expect?: Expectations; faults: DefinitionFault[] } {
  if (!(value instanceof Map)) return { faults: [{ path, message: 'must be an object' }] };
  const faults: DefinitionFault[] = [];
  const wrong = (key: string, message: string): unknown =>
    faults.push({ path: `${path}.${key}`, message });
  for (const key of value.keys()) if (!known.has(key)) wrong(key, 'is not known here');
  const { exact, ...given } = Object.fromEntries(value) as Record<string, JsonValue>;
  if (exact !== undefined && typeof exact !== 'boolean') wrong('exact', 'must be true or false');
  for (const key of lists) {
    if (given[key] !== undefined && !Array.isArray(given[key])) wrong(key, 'must be an array');
  }
  return faults.length > 0
    ? { faults }
    : { expect: { ...(given as Partial<Expectations>), exact: exact === true }, faults };
}

/** Checks each expectation; the message of one that is not met names the path of the first difference. */
export function checkExpectations(expected: Expectations, rendered: Rendered): Check[] {
  const checks = lists.flatMap((list) => {
    const items = expected[list];
    return items === undefined ? [] : [checkOf(list, items, rendered[list], expected.exact)];
  });
  if (expected.result !== undefined) {
    checks.push(checkOf('result', expected.result, rendered.result, expected.exact));
  }
  if (expected.errors === undefined && rendered.errors.length > 0) {
    checks.push(checkOf('errors', [], rendered.errors, expected.exact));
  }
  return checks;
}

/** The checks of a render that failed: none of them can be met. */
export const uncheckable = (expected: Expectations): Check[] =>
  [...lists, 'result' as const]
    .filter((key) => expected[key] !== undefined)
    .map((key) => ({ ok: false, message: `${key}: could not be checked, as rendering failed` }));

function checkOf(
  key: 'actions' | 'logs' | 'errors' | 'result',
  expected: JsonValue,
  actual: JsonValue,
  exact: boolean,
): Check {
  const isWhole = exact && key === 'actions' && Array.isArray(expected);
  const wanted = isWhole ? expected.map(wholeAction) : expected;
  const difference = differenceIn(wanted, actual, { path: key, exact });
  return difference === undefined
    ? { ok: true, message: `${key}: as expected` }
    : { ok: false, message: difference };
}

/** An expected action with what every action has. */
const wholeAction = (action: JsonValue): JsonValue =>
  action instanceof Map
    ? new Map<string, JsonValue>([['options', null], ['meta', null], ...action])
    : action;
