import { STATUS_CODES } from 'node:http';
import type { Id } from '@millwright/kernel';
import type { JobProblem } from './job-problem.ts';

/** What an error answer says of its request. */
export interface ProblemContext {
  requestId: Id;
  /** Of the job that the request made or found. */
  jobId?: Id;
  /** Whether the address begins with `run/`: its callers may take whatever text comes for a job id. */
  isAsync: boolean;
  /** The values of the `Accept` header; undefined when there is none. */
  accept: readonly string[] | undefined;
}

/** A whole answer but for `X-Request-Id`; header names are lower-case. */
export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const TYPE_PREFIX = '/problems/';
// A client puts the text into an address, as the id of a job: nothing in it may end the path.
const ENDS_A_PATH = /[?#]/g;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** The answer to a refused request: a problem (RFC 9457), or one line where a client would take it for a job id. */
export function problemAnswerOf(problem: JobProblem, context: ProblemContext): ProblemAnswer {
  const isLine =
    problem.code === 'not_supported' || (context.isAsync && acceptsAnything(context.accept));
  const { jobId } = context;
  return {
    status: problem.status,
    headers: {
      ...problem.headers,
      ...(jobId === undefined ? {} : { 'x-job-id': jobId }),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': isLine ? 'text/plain; charset=utf-8' : 'application/problem+json',
    },
    body: isLine ? lineOf(problem) : documentOf(problem, context),
  };
}

const lineOf = ({ status, code, detail }: JobProblem): string =>
  `Error ${status} ${code}: ${detail.replace(CONTROLS, ' ').replace(ENDS_A_PATH, '')}`;

function documentOf(problem: JobProblem, { requestId, jobId }: ProblemContext): string {
  const { status, code, detail, members } = problem;
  return JSON.stringify({
    ...members,
    type: TYPE_PREFIX + code,
    title: STATUS_CODES[status],
    status,
    detail,
    request_id: requestId,
    code,
    // A problem may name the job itself, among its members.
    ...(jobId !== undefined && { job_id: jobId }),
  });
}

const acceptsAnything = (accept: readonly string[] = []): boolean =>
  accept
    .flatMap((value) => value.split(','))
    .map((range) => range.split(';', 1)[0]!.trim())
    .every((range) => range === '' || range === '*/*');
