import { MillwrightError, messageOf } from '@millwright/kernel';

const MAX_CAUSES = 5;

/**
 * What a log line says about something thrown: `name, message, code, fault, retry, cause`, and its stack where that is
 * asked for and the fault is ours. Other properties (an SQL error's parameters) are never written.
 */
export function errorFields(
  thrown: unknown,
  stacks: 'with stacks' | 'without stacks',
  depth = 0,
): Record<string, unknown> {
  if (!isErrorLike(thrown)) return { message: messageOf(thrown) };
  const named = thrown instanceof MillwrightError ? thrown : undefined;
  const several = thrown instanceof AggregateError ? thrown.errors : [];
  const deeper = depth < MAX_CAUSES;
  const isOurs = named === undefined || named.fault === 'ours';
  return {
    name: thrown.name,
    message: thrown.message,
    code: (thrown as { code?: unknown }).code,
    fault: named?.fault,
    retry: named?.retry,
    stack: isOurs && stacks === 'with stacks' ? thrown.stack : undefined,
    cause:
      thrown.cause === undefined || !deeper
        ? undefined
        : errorFields(thrown.cause, stacks, depth + 1),
    errors:
      several.length === 0 || !deeper
        ? undefined
        : several.map((each: unknown) => errorFields(each, stacks, depth + 1)),
  };
}

/** An Error of this realm or another one (a worker's, a DOMException). */
export const isErrorLike = (thrown: unknown): thrown is Error =>
  typeof thrown === 'object' && thrown !== null && 'stack' in thrown && 'message' in thrown;
