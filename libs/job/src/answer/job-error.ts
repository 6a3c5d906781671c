import { jsonMembersOf, type RawJson } from '@millwright/kernel';

/** Why a run failed, as the runner stores it. Line and column count from 1 and point into the script. */
export interface JobError {
  code: string;
  message: string;
  details?: unknown;
  line?: number;
  column?: number;
}

/** Reads the stored JSON text of a run's error. Its details stay the text they were written in, digits and all. */
export function jobErrorOf(json: string): JobError {
  const members = jsonMembersOf(json, Infinity) ?? new Map<string, RawJson>();
  const valueOf = (name: string): unknown => JSON.parse(members.get(name)?.text ?? 'null');
  const code = valueOf('code');
  const message = valueOf('message');
  const line = valueOf('line');
  const column = valueOf('column');
  const details = members.get('details');
  return {
    code: typeof code === 'string' ? code : 'internal',
    message: typeof message === 'string' ? message : json,
    ...(details !== undefined && { details }),
    ...(typeof line === 'number' && { line }),
    ...(typeof column === 'number' && { column }),
  };
}
