import { createdAnswerOf } from './created-answer.ts';

const jobId = '01890a5d-ac96-774b-bcce-b302099a8057';

describe('the answer to a call that does not wait', () => {
  it('is the job id alone, and says where the job can be read', () => {
    const answer = createdAnswerOf('acme', jobId);

    expect(answer.status).toBe(201);
    expect(answer.body.toString()).toBe(jobId);
    expect({ ...answer.headers }).toEqual({
      'cache-control': 'no-store',
      'content-type': 'text/plain',
      location: `/api/w/acme/jobs_u/get/${jobId}`,
      'x-content-type-options': 'nosniff',
      'x-job-id': jobId,
    });
  });

  it('says when the job is an earlier one', () => {
    expect(createdAnswerOf('acme', jobId, { isReplay: true }).headers['idempotent-replayed']).toBe(
      'true',
    );
  });
});
