import { JobProblem } from '@millwright/job';
import { storableText, type Id } from '@millwright/kernel';
import { jobIdOf } from '../reading/readable-job.ts';

/** How many jobs one request may name. */
export const MAX_JOBS = 10_000;
const MAX_TEXT = 5_000;

/** The members of a body that is an object; a blank one has none. @throws JobProblem */
export function membersOf(body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined || body === null) return {};
  if (typeof body === 'object' && !Array.isArray(body)) return body as Record<string, unknown>;
  throw invalid('the body is to be a JSON object');
}

/** The ids that a body names. @throws JobProblem */
export function jobIdsOf(value: unknown, name: string): Id[] {
  if (!Array.isArray(value)) throw invalid(`${name} is to be an array of job ids`);
  if (value.length > MAX_JOBS) {
    throw invalid(`${name} names ${value.length} jobs: ${MAX_JOBS} at a time is the most`);
  }
  return value.map((id: unknown) => jobIdOf(typeof id === 'string' ? id : JSON.stringify(id)));
}

/** A text that may be left out, as it can be kept. @throws JobProblem */
export function optionalText(
  members: Readonly<Record<string, unknown>>,
  name: string,
): string | null {
  const value = members[name] ?? null;
  if (value === null) return null;
  if (typeof value !== 'string') throw invalid(`${name} is to be a text`);
  if (value.length > MAX_TEXT) throw invalid(`${name} has more than ${MAX_TEXT} characters`);
  return storableText(value);
}

const invalid = (detail: string): JobProblem => new JobProblem('invalid_body', detail);
