import { jsonMembersOf, JsonSyntaxError, MAX_JSON_DEPTH, type RawJson } from '@millwright/kernel';
import { LiquidRunError } from '../liquid.errors.ts';
import { placeIn } from '../place-in.ts';
import { characterSlice } from '../values/text-search.ts';

const SHOWN_CHARACTERS = 60;
const MARK = /["{}]/g;
const MARK_IN_STRING = /["\\]/g;
const NOT_SPACE = /[^ \t\n\r]/g;
const KINDS = new Set(['action', 'log', 'error', 'result']);
// An object and its value stand around what a script may nest.
const MAX_DEPTH = MAX_JSON_DEPTH + 4;

/** One object that a script printed, its value as it was written. */
export interface PrintedObject {
  readonly kind: 'action' | 'log' | 'error' | 'result';
  readonly value: RawJson;
  /** Where it starts in the output. */
  readonly start: number;
}

/**
 * The objects in a script's output, in order: JSON objects separated by whitespace, each with exactly one of the keys
 * action, log, error, result. @throws LiquidRunError output_invalid
 */
export function* printedObjectsIn(output: string): Generator<PrintedObject> {
  let end = 0;
  for (let start = textFrom(output, end); start >= 0; start = textFrom(output, end)) {
    if (output[start] !== '{') throw invalidAt(output, start, 'text instead of a JSON object');
    end = endOfObject(output, start);
    if (end < 0) throw invalidAt(output, start, 'a JSON object that does not end');
    yield objectAt(output, start, end);
  }
}

function objectAt(output: string, start: number, end: number): PrintedObject {
  const members = membersAt(output, start, end);
  const [member, ...others] = members;
  if (!member || others.length > 0 || !KINDS.has(member[0])) {
    throw invalidAt(output, start, 'not exactly one of the keys action, log, error, result');
  }
  return { kind: member[0] as PrintedObject['kind'], value: member[1], start };
}

function membersAt(output: string, start: number, end: number): Map<string, RawJson> {
  try {
    return jsonMembersOf(output.slice(start, end), MAX_DEPTH)!;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw invalidAt(output, start, `invalid JSON, ${error.message} of the object`);
  }
}

function textFrom(output: string, from: number): number {
  NOT_SPACE.lastIndex = from;
  return NOT_SPACE.exec(output)?.index ?? -1;
}

/** The end of the object that opens at `start`, or -1. Only braces and strings are looked at. */
function endOfObject(output: string, start: number): number {
  let depth = 0;
  MARK.lastIndex = start;
  for (let mark = MARK.exec(output); mark; mark = MARK.exec(output)) {
    if (mark[0] === '{') depth += 1;
    else if (mark[0] === '}') depth -= 1;
    else MARK.lastIndex = endOfString(output, mark.index + 1);
    if (depth === 0) return mark.index + 1;
    if (MARK.lastIndex < mark.index) return -1;
  }
  return -1;
}

/** The offset after a string's closing quote; 0 when it has none. */
function endOfString(output: string, from: number): number {
  MARK_IN_STRING.lastIndex = from;
  for (let mark = MARK_IN_STRING.exec(output); mark; mark = MARK_IN_STRING.exec(output)) {
    if (mark[0] === '"') return mark.index + 1;
    MARK_IN_STRING.lastIndex = mark.index + 2;
  }
  return 0;
}

/** The complaint about an output, with the place and what stands there. */
export function invalidAt(output: string, at: number, fault: string): LiquidRunError {
  const { line, column } = placeIn(output, at);
  const shown = characterSlice(output.slice(at, at + SHOWN_CHARACTERS * 2), 0, SHOWN_CHARACTERS);
  return new LiquidRunError(
    'output_invalid',
    `the output must be JSON objects with one of the keys action, log, error, result; ` +
      `${fault} at line ${line}, column ${column} of the output: ${shown}`,
  );
}
