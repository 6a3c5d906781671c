import { performance } from 'node:perf_hooks';
import { shortened } from '@millwright/kernel';
import type { RunContext } from '../engine/run-context.ts';
import { timeLimitError } from '../limits/limit-errors.ts';
import type { RunMeter } from '../limits/run-meter.ts';
import { RegexMatch } from '../values/match.ts';
import { HASH_BYTES } from '../values/value-bytes.ts';
import { filterError, textIn, type FilterScope } from './filter-scope.ts';
import { patternTranslatorIn, regExpOf } from './patterns/ruby-pattern.ts';
import { TimeBox } from './patterns/time-box.ts';

const MATCH_MS = 1_000;
// Many matches share a box for so long, which may be added to the last one's time.
const SHARED_MS = 50;
const MAX_PATTERNS = 100;
const PATTERN_BYTES = 1_024;
// Measured with Node 20: a match, a group or a name.
const MATCH_BYTES = 144;
const GROUP_BYTES = 64;
const NO_NAMES: ReadonlyMap<string, string | null> = new Map();

const timeBox = new TimeBox();
const patternsOf = new WeakMap<RunContext, Map<string, RegExp>>();

/** The first match of a regular expression of Ruby's, or nil. One match may take a second. */
export function match(this: FilterScope, input: unknown, pattern: unknown): RegexMatch | null {
  return matchesIn(this, 'match', input, pattern, 1)[0] ?? null;
}

/** All matches, one behind the other. */
export function scan(this: FilterScope, input: unknown, pattern: unknown): RegexMatch[] {
  return matchesIn(this, 'scan', input, pattern, Number.POSITIVE_INFINITY);
}

function matchesIn(
  scope: FilterScope,
  filter: string,
  input: unknown,
  pattern: unknown,
  most: number,
): RegexMatch[] {
  const text = textIn(scope, input);
  const expression = expressionOf(scope, filter, textIn(scope, pattern));
  const found: RegexMatch[] = [];
  let at = 0;
  const findSome = (): boolean => {
    const endsAt = performance.now() + SHARED_MS;
    do {
      expression.lastIndex = at;
      const groups = at <= text.length ? expression.exec(text) : null;
      if (!groups) return true;
      found.push(matchOf(groups, scope.meter));
      if (found.length >= most) return true;
      at = indexBehind(text, groups);
    } while (performance.now() < endsAt);
    return false;
  };
  while (!boxed(scope, filter, findSome)) scope.meter.tick();
  return found;
}

function matchOf(groups: RegExpExecArray, meter: RunMeter): RegexMatch {
  meter.use(MATCH_BYTES + groups.length * GROUP_BYTES);
  const captures = groups.slice(1).map((group) => group ?? null);
  return new RegexMatch(groups[0], captures, namesOf(groups, meter));
}

function namesOf({ groups }: RegExpExecArray, meter: RunMeter): ReadonlyMap<string, string | null> {
  if (!groups) return NO_NAMES;
  const names = Object.keys(groups);
  meter.use(HASH_BYTES + names.length * GROUP_BYTES);
  return new Map(names.map((name) => [name, groups[name] ?? null]));
}

/** Where to go on: behind a match, or one character on when it is empty. */
function indexBehind(text: string, { 0: found, index }: RegExpExecArray): number {
  if (found !== '') return index + found.length;
  return index + ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);
}

/** A pattern as an expression, known for the rest of the run. */
function expressionOf(scope: FilterScope, filter: string, pattern: string): RegExp {
  const known = patternsOf.get(scope.run) ?? new Map<string, RegExp>();
  patternsOf.set(scope.run, known);
  const found = known.get(pattern);
  if (found) return found;
  scope.meter.use(pattern.length * PATTERN_BYTES);
  const translator = patternTranslatorIn(scope.meter);
  const expression = boxed(scope, filter, () => regExpOf(pattern, translator));
  if (known.size >= MAX_PATTERNS) known.clear();
  known.set(pattern, expression);
  return expression;
}

/** Work with a pattern, within its time. @throws LiquidRunError */
function boxed<T>(scope: FilterScope, filter: string, work: () => T): T {
  const { meter } = scope;
  const done = withReason(filter, () =>
    timeBox.run(work, Math.min(MATCH_MS, meter.timeLeftMs) + SHARED_MS),
  );
  if (done) return done.result;
  if (meter.timeLeftMs === 0) throw timeLimitError(meter.limits);
  throw filterError(
    `${filter}: one match took longer than ${MATCH_MS} ms: make the pattern simpler or the text shorter`,
  );
}

function withReason<T>(filter: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) {
      throw filterError(`${filter}: the pattern goes back on too many steps for this text`);
    }
    if (error instanceof SyntaxError || isPlainError(error)) {
      throw filterError(`${filter}: invalid regular expression: ${shortened(error.message, 300)}`);
    }
    throw error;
  }
}

/** What the translator throws. */
const isPlainError = (error: unknown): error is Error =>
  error instanceof Error && error.constructor === Error;
