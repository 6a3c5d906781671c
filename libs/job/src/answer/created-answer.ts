import { jobHeadersOf, jobLocationOf } from './call-headers.ts';
import type { CallAnswer } from './sync-answer.ts';

/** The answer to a call that does not wait: 201, the job id as text without a newline, and where to read it. */
export function createdAnswerOf(
  workspace: string,
  jobId: string,
  options?: { isReplay?: boolean },
): CallAnswer {
  const headers = jobHeadersOf(jobId, options);
  headers['content-type'] = 'text/plain';
  headers['location'] = jobLocationOf(workspace, jobId);
  return { status: 201, headers, body: jobId };
}
