import { JsonNumber, JsonSyntaxError, type JsonValue, parseJson } from '@millwright/kernel';
import { stringifyJson } from '@millwright/kernel';
import type { ThrottleStatus } from './cost-bucket.ts';

const MAX_FAULTS = 3;
const MAX_CHARACTERS = 500;

/** One thing that Shopify says is wrong. */
export interface ShopFault {
  message: string;
  /** As `THROTTLED`; undefined where it gives none. */
  code: string | undefined;
}

/** A body as JSON; undefined when it is none. */
export function jsonIn(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

/** A member below members; undefined when any of them is missing. */
export function memberAt(value: JsonValue | undefined, ...path: string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (found, key) => (found instanceof Map ? found.get(key) : undefined),
    value,
  );
}

/** The first of the `errors` of an answer: a list in GraphQL, in REST also a text or an object. */
export function faultsIn(answer: JsonValue | undefined): ShopFault[] {
  const errors = memberAt(answer, 'errors') ?? memberAt(answer, 'error') ?? null;
  if (errors === null) return [];
  const list = Array.isArray(errors) ? errors : [errors];
  return list.slice(0, MAX_FAULTS).map((fault) => {
    const code = memberAt(fault, 'extensions', 'code');
    return { message: messageIn(fault), code: typeof code === 'string' ? code : undefined };
  });
}

function messageIn(fault: JsonValue): string {
  const message = memberAt(fault, 'message') ?? fault;
  const text = typeof message === 'string' ? message : stringifyJson(message);
  return text.slice(0, MAX_CHARACTERS);
}

/** What an answer to a GraphQL call says of its cost. */
export interface QueryCost {
  requested: number | undefined;
  status: ThrottleStatus | undefined;
}

/** Reads `extensions.cost`. */
export function costIn(answer: JsonValue | undefined): QueryCost {
  const cost = memberAt(answer, 'extensions', 'cost');
  const [maximumAvailable, currentlyAvailable, restoreRate] = [
    'maximumAvailable',
    'currentlyAvailable',
    'restoreRate',
  ].map((name) => numberIn(memberAt(cost, 'throttleStatus', name)));
  const isWhole =
    maximumAvailable !== undefined && currentlyAvailable !== undefined && restoreRate !== undefined;
  return {
    requested: numberIn(memberAt(cost, 'requestedQueryCost')),
    status: isWhole ? { maximumAvailable, currentlyAvailable, restoreRate } : undefined,
  };
}

function numberIn(value: JsonValue | undefined): number | undefined {
  const number = value instanceof JsonNumber ? value.valueOf() : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
