import { JobProblem, type JobProblemCode } from './job-problem.ts';

describe('a refusal of a job address', () => {
  it.each<[JobProblemCode, number]>([
    ['invalid_payload', 400],
    ['job_id_taken', 400],
    ['token_missing', 401],
    ['cross_site', 403],
    ['task_not_found', 404],
    ['method_not_allowed', 405],
    ['job_completed', 409],
    ['body_too_large', 413],
    ['unsupported_media_type', 415],
    ['idempotency_key_reused', 422],
    ['too_many_waiting', 429],
    ['response_invalid', 500],
    ['not_supported', 501],
    ['shutting_down', 503],
    ['sync_timeout', 504],
  ])('of the code %s has the status %d', (code, status) => {
    expect(new JobProblem(code, 'why')).toMatchObject({ code, status, detail: 'why' });
  });

  it('says how to authenticate, and when to come back', () => {
    expect(new JobProblem('token_missing', '').headers).toEqual({ 'www-authenticate': 'Bearer' });
    expect(new JobProblem('unavailable', '').headers).toEqual({ 'retry-after': '1' });
    expect(new JobProblem('unavailable', '', { headers: { 'retry-after': '7' } }).headers).toEqual({
      'retry-after': '7',
    });
  });

  it('wakes nobody for what callers do, and says when trying again can help', () => {
    expect(new JobProblem('invalid_json', '')).toMatchObject({ fault: 'user', retry: false });
    expect(new JobProblem('queue_limit', '')).toMatchObject({ fault: 'user', retry: true });
    expect(new JobProblem('unavailable', '')).toMatchObject({ fault: 'ours', retry: true });
  });
});
