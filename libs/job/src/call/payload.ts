import { isUtf8 } from 'node:buffer';
import type { IntakeLimits } from '@millwright/webhook';
import { JobProblem } from '../job-problem.ts';
import { jsonBodyOf, type CallBody } from './call-body.ts';

const BASE64 = /^([A-Za-z0-9+/_-]*)={0,2}$/;
const EMPTY = Buffer.alloc(0);

/**
 * The body that the query parameter `payload` of a GET stands for: JSON in base64 of either alphabet, with padding or
 * without. `value` is what the query held, decoded once; null when it is absent.
 */
export function payloadBodyOf(value: string | null, limits: IntakeLimits): CallBody | JobProblem {
  const bytes = bytesOf(value);
  return bytes instanceof JobProblem ? bytes : jsonBodyOf(bytes, limits, 'payload');
}

function bytesOf(value: string | null): Buffer | JobProblem {
  if (value === null || value === '') return EMPTY;
  const text = decodedOnceMore(value)?.replaceAll(' ', '+') ?? '';
  const digits = BASE64.exec(text)?.[1];
  // One digit over stands for six bits, which is no byte.
  if (digits === undefined || text === '' || digits.length % 4 === 1) return undecodable();
  const bytes = Buffer.from(digits, 'base64');
  return isUtf8(bytes) ? bytes : Buffer.from(bytes.toString('latin1'), 'utf8');
}

/** Clients encode twice: first the base64 text, then the whole query. */
function decodedOnceMore(value: string): string | undefined {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

const undecodable = (): JobProblem =>
  new JobProblem(
    'invalid_payload',
    'the query parameter payload must be JSON text in base64, standard or URL-safe',
  );
