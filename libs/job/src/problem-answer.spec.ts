import fc from 'fast-check';
import { JobProblem } from './job-problem.ts';
import { problemAnswerOf, type ProblemContext } from './problem-answer.ts';

const REQUEST_ID = '019acf00-0000-7000-8000-000000000001';
const JOB_ID = '019acf00-0000-7000-8000-000000000002';
const asyncCall: ProblemContext = { requestId: REQUEST_ID, isAsync: true, accept: undefined };
const problem = new JobProblem('task_not_found', 'no task has the path "f/a/b"');

describe('an error answer', () => {
  it('is a problem that names its code, request and job', () => {
    const context = { ...asyncCall, isAsync: false, jobId: JOB_ID };
    const overdue = new JobProblem('sync_timeout', 'too slow', { members: { canceled: false } });

    const { status, headers, body } = problemAnswerOf(overdue, context);

    expect(status).toBe(504);
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'x-job-id': JOB_ID,
    });
    expect(JSON.parse(body)).toEqual({
      type: '/problems/sync_timeout',
      title: 'Gateway Timeout',
      status: 504,
      detail: 'too slow',
      request_id: REQUEST_ID,
      code: 'sync_timeout',
      job_id: JOB_ID,
      canceled: false,
    });
  });

  it('names the job that the problem itself names', () => {
    const named = new JobProblem('response_invalid', 'no', { members: { job_id: JOB_ID } });

    const { body } = problemAnswerOf(named, { ...asyncCall, isAsync: false });

    expect(JSON.parse(body)).toMatchObject({ job_id: JOB_ID });
  });

  it('has neither job nor its header where there is none', () => {
    const { headers, body } = problemAnswerOf(problem, { ...asyncCall, isAsync: false });

    expect(headers).not.toHaveProperty('x-job-id');
    expect(JSON.parse(body)).not.toHaveProperty('job_id');
  });

  it.each([undefined, ['*/*'], ['*/*;q=0.8'], [''], ['*/*', '*/*']])(
    'is one line of text on an asynchronous call that accepts %j',
    (accept) => {
      const { headers, body } = problemAnswerOf(problem, { ...asyncCall, accept });

      expect(headers['content-type']).toMatch(/^text\/plain/);
      expect(body).toBe('Error 404 task_not_found: no task has the path "f/a/b"');
    },
  );

  it.each([['application/json'], ['application/json, */*'], ['text/plain']])(
    'is a problem on an asynchronous call that accepts %s',
    (accept) => {
      const { headers } = problemAnswerOf(problem, { ...asyncCall, accept: [accept] });

      expect(headers['content-type']).toBe('application/problem+json');
    },
  );

  it.each(['wait', 'stream'])('is a problem on a %s call that accepts anything', () => {
    const { headers } = problemAnswerOf(problem, { ...asyncCall, isAsync: false });

    expect(headers['content-type']).toBe('application/problem+json');
  });

  it('is text wherever there is nothing of ours, so that a client shows it', () => {
    const missing = new JobProblem('not_supported', 'GET /api/w/x/variables/list');
    const context = { ...asyncCall, isAsync: false, accept: ['application/json'] };

    expect(problemAnswerOf(missing, context).body).toBe(
      'Error 501 not_supported: GET /api/w/x/variables/list',
    );
  });

  it('carries the headers of its refusal and is never kept or guessed at', () => {
    const wrong = new JobProblem('method_not_allowed', 'no', { headers: { allow: 'POST' } });

    expect(problemAnswerOf(wrong, asyncCall).headers).toMatchObject({
      allow: 'POST',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it('is one line that ends no path for any detail', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (detail) => {
        const { body } = problemAnswerOf(new JobProblem('invalid_query', detail), asyncCall);

        expect(body).toMatch(/^Error 400 invalid_query: /);
        expect(body).not.toMatch(/[?#\r\n\u0085\u2028\u2029\u0000]/);
      }),
    );
  });
});
