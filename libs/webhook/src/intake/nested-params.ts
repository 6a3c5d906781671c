import { shortened, type JsonObject, type JsonValue } from '@millwright/kernel';
import type { IntakeLimits } from './intake-limits.ts';

const LIST = Symbol('[]');

type Step = string | typeof LIST;

/** Why names and values cannot be one hash; the message says what to do. */
export class NestedParamsError extends Error {}

/**
 * Builds a hash from names such as `a[b][]` and their values, nested as Rack does: `[]` appends to a list, `[key]`
 * sets in a hash, a name that comes again replaces what was there.
 */
export class NestedParams {
  readonly hash: JsonObject = new Map();
  private readonly limits: IntakeLimits;
  private pairs = 0;

  constructor(limits: IntakeLimits) {
    this.limits = limits;
  }

  /** @throws NestedParamsError when names contradict each other, nest too deep or are too many. */
  add(name: string, value: JsonValue): void {
    this.pairs += 1;
    const { formPairs, formDepth } = this.limits;
    if (this.pairs > formPairs) throw new NestedParamsError(`more than ${formPairs} pairs`);
    if (name === '') return;
    const [first, ...rest] = stepsOf(name, formDepth);
    put(this.hash, first, rest, value, name);
  }
}

/** `a[b][]c` → a, b, LIST, c. What is not well bracketed belongs to the key it follows. */
function stepsOf(name: string, maxDepth: number): [string, ...Step[]] {
  const bracket = name.indexOf('[', 1);
  if (bracket < 0 || bracket === name.length - 1) return [name];
  const steps: [string, ...Step[]] = [name.slice(0, bracket)];
  let at = bracket;
  while (at < name.length) {
    const { step, end } = nextStep(name, at);
    steps.push(step);
    at = end;
    if (steps.length > maxDepth + 1) {
      throw new NestedParamsError(`names nested deeper than ${maxDepth}`);
    }
  }
  return steps;
}

function nextStep(name: string, at: number): { step: Step; end: number } {
  if (name.startsWith('[]', at)) return { step: LIST, end: at + 2 };
  const close = name[at] === '[' ? name.indexOf(']', at) : -1;
  const isLastBracketOpen = close === name.length - 2 && name.endsWith('[');
  if (close < 0 || isLastBracketOpen) return { step: name.slice(at), end: name.length };
  return { step: name.slice(at + 1, close), end: close + 1 };
}

function put(hash: JsonObject, key: string, rest: Step[], value: JsonValue, name: string): void {
  const [next, ...further] = rest;
  if (next === undefined) {
    hash.set(key, value);
  } else if (next === LIST) {
    append(listAt(hash, key, name), further, value, name);
  } else {
    put(hashAt(hash, key, name), next, further, value, name);
  }
}

/** Hashes in a list fill up one after another: a key that the last one has already begins the next. */
function append(list: JsonValue[], rest: Step[], value: JsonValue, name: string): void {
  const [next, ...further] = rest;
  if (next === undefined) {
    list.push(value);
  } else if (next === LIST) {
    const inner: JsonValue[] = [];
    list.push(inner);
    append(inner, further, value, name);
  } else {
    let last = list.at(-1);
    if (!(last instanceof Map) || has(last, rest)) {
      last = new Map();
      list.push(last);
    }
    put(last, next, further, value, name);
  }
}

/** Whether a hash has a value at the end of a path of keys; a path through a list always has room for more. */
function has(hash: JsonObject, path: readonly Step[]): boolean {
  if (path.includes(LIST)) return false;
  let value: JsonValue | undefined = hash;
  for (const key of path) {
    if (!(value instanceof Map) || !value.has(key as string)) return false;
    value = value.get(key as string);
  }
  return true;
}

function listAt(hash: JsonObject, key: string, name: string): JsonValue[] {
  const present = hash.get(key) ?? undefined;
  if (Array.isArray(present)) return present;
  if (present !== undefined) contradict(key, name, 'a list');
  const list: JsonValue[] = [];
  hash.set(key, list);
  return list;
}

function hashAt(hash: JsonObject, key: string, name: string): JsonObject {
  const present = hash.get(key) ?? undefined;
  if (present instanceof Map) return present;
  if (present !== undefined) contradict(key, name, 'a hash');
  const inner: JsonObject = new Map();
  hash.set(key, inner);
  return inner;
}

function contradict(key: string, name: string, wanted: string): never {
  throw new NestedParamsError(
    `the name ${quoted(name)} makes ${quoted(key)} ${wanted}, an earlier one made it something else`,
  );
}

const quoted = (text: string): string => JSON.stringify(shortened(text, 100));
