/** Headers of an answer: lower-case name → value, without a prototype, as `writeHead` takes it. */
export type AnswerHeaders = Record<string, string>;

/** What every answer of a run address has once there is a job, errors included. */
export function jobHeadersOf(jobId: string, { isReplay = false } = {}): AnswerHeaders {
  const headers: AnswerHeaders = {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-job-id': jobId,
  };
  if (isReplay) headers['idempotent-replayed'] = 'true';
  return headers;
}

/** Where a job can be read: `Location` of a 201 and of a 504. */
export const jobLocationOf = (workspace: string, jobId: string): string =>
  `/api/w/${encodeURIComponent(workspace)}/jobs_u/get/${encodeURIComponent(jobId)}`;

/** Later ones win. Any name is plain data. */
export function headerRecordOf(headers: Iterable<readonly [string, string]>): AnswerHeaders {
  const record = Object.create(null) as AnswerHeaders;
  for (const [name, value] of headers) record[name] = value;
  return record;
}
