import { parseJson, stringifyJson } from '@millwright/kernel';
import { errorObjectOf } from '../answer/failed-result.ts';
import type { JobError } from '../answer/job-error.ts';
import { startOfCharacter } from './log-offset.ts';

/** How much the tail of a log has, in bytes. */
export const LOG_TAIL_BYTES = 5_000;

/**
 * The log of a job as text: a line per log object (a text as it is, else compact JSON), then the error of a run that
 * failed. `logs` is the stored JSON array of log objects.
 */
export function logTextOf(logs: string, error: JobError | null = null): string {
  const values = parseJson(logs, Infinity);
  const lines = (Array.isArray(values) ? values : [values]).map((value) =>
    typeof value === 'string' ? value : stringifyJson(value),
  );
  if (error !== null) lines.push(errorLineOf(error));
  return lines.map((line) => `${line}\n`).join('');
}

/** The last 5,000 bytes of a text, less the character they cut. */
export function logTailOf(text: string): string {
  const bytes = Buffer.from(text);
  const start = Math.max(bytes.length - LOG_TAIL_BYTES, 0);
  return bytes.subarray(startOfCharacter(bytes, start, 'next')).toString();
}

function errorLineOf(error: JobError): string {
  const { name, message } = JSON.parse(errorObjectOf(error).text) as Record<
    'name' | 'message',
    string
  >;
  const place =
    error.line === undefined ? '' : ` (line ${error.line}, column ${error.column ?? 1})`;
  return `${name}: ${message}${place}`;
}
