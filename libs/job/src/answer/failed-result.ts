import { jsonMembersOf, parseJson, RawJson, stringifyJson } from '@millwright/kernel';
import type { JobError } from './job-error.ts';
import { textIn } from './result-members.ts';

/** The code of a run that its own result made fail. */
export const WM_FAILURE = 'wm_failure';

const LIMITS = ['time_limit', 'memory_limit', 'output_limit', 'action_limit', 'size_limit'];

const names = new Map([
  ['task_error', 'TaskError'],
  ['liquid_syntax', 'LiquidParseError'],
  ['liquid_render', 'LiquidRenderError'],
  ['options_invalid', 'LiquidRenderError'],
  ['output_invalid', 'InvalidOutputError'],
  ...LIMITS.map((code) => [code, 'LimitError'] as const),
  ['cancelled', 'Canceled'],
  [WM_FAILURE, 'WmFailure'],
]);

/** The name under which clients of Windmill's API know a run's error. What kept it from being rendered: `RunError`. */
export const errorNameOf = ({ code }: JobError): string => names.get(code) ?? 'RunError';

/** The result of a failed run: `{"error": {name, message, stack, code, …}}`. */
export const failedResultOf = (error: JobError): RawJson =>
  new RawJson(`{"error":${errorObjectOf(error).text}}`);

/** What stands under `error` in a failed run's result: {name, message, stack, code} and what the name adds. */
export function errorObjectOf(error: JobError): RawJson {
  const name = errorNameOf(error);
  const { code, message } = error;
  return new RawJson(
    stringifyJson({ name, message, stack: stackOf(error), code, ...extrasOf(error) }),
  );
}

function extrasOf(error: JobError): Record<string, unknown> {
  if (error.code === 'cancelled') return cancellationOf(error);
  if (error.code === 'task_error') return { message: taskMessageOf(error), details: error.details };
  return { details: error.details };
}

function cancellationOf({ message, details }: JobError): Record<string, unknown> {
  const members =
    details === undefined ? undefined : jsonMembersOf(stringifyJson(details), Infinity);
  const reason = textIn(members?.get('reason')) || message;
  const canceler = textIn(members?.get('canceler')) || undefined;
  const by = canceler === undefined ? '' : ` by ${canceler}`;
  return { message: `Job canceled: ${reason}${by}`, reason, canceler };
}

/** The text of the first error object, its `message` member, or its JSON. */
function taskMessageOf({ message, details }: JobError): string {
  if (details === undefined) return message;
  const json = stringifyJson(details);
  // The run's message is the JSON of an only error that is no text; of several, the first of the list.
  const first = json === message ? json : stringifyJson(firstOf(json));
  return first.startsWith('{')
    ? (textIn(jsonMembersOf(first, Infinity)!.get('message')) ?? message)
    : message;
}

function firstOf(json: string): unknown {
  const value = parseJson(json, Infinity);
  return Array.isArray(value) ? value[0] : value;
}

function stackOf({ code, message, line, column }: JobError): string {
  const place = line === undefined ? '' : `line ${line}, column ${column ?? 1}`;
  if (!LIMITS.includes(code)) return place;
  // The message has the limit and its value.
  return [`${code}: ${message}`, place].filter(Boolean).join('\n');
}
