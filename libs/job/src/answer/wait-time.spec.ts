import { shuttingDownOf, syncTimeoutOf, waitDeadlineOf } from './wait-time.ts';

const jobId = '01890a5d-ac96-774b-bcce-b302099a8057';
const location = `/api/w/acme/jobs_u/get/${jobId}`;
const call = { workspace: 'acme', jobId };

describe('the time of a call', () => {
  it.each<['wait' | 'stream', number | undefined, number, number, number]>([
    ['wait', undefined, 60, 600, 60],
    ['wait', undefined, 900, 600, 600],
    ['wait', 1, 60, 600, 1],
    ['wait', 600, 60, 600, 600],
    ['wait', 601, 60, 600, 600],
    ['stream', undefined, 60, 600, 600],
    ['stream', 5, 60, 600, 5],
    ['stream', Number.MAX_SAFE_INTEGER, 60, 30, 30],
  ])(
    'to %s with timeout %s, default %i and limit %i is %i s',
    (mode, asked, own, most, seconds) => {
      const settings = { syncTimeoutS: own, syncTimeoutMaxS: most };

      const deadline = waitDeadlineOf(5_000, mode, asked, settings);

      expect(deadline).toBe(5_000 + seconds * 1000);
    },
  );

  it.each([true, false])('that is over is a 504 that names the job; cancelled: %s', (canceled) => {
    expect(syncTimeoutOf(call, 1, canceled)).toMatchObject({
      status: 504,
      code: 'sync_timeout',
      detail: expect.stringContaining(canceled ? 'was cancelled' : location),
      headers: { 'x-job-id': jobId, location },
      members: { job_id: jobId, canceled },
    });
  });

  it('ends with the instance: a 503 that names the job', () => {
    expect(shuttingDownOf(call)).toMatchObject({
      status: 503,
      code: 'shutting_down',
      headers: { 'x-job-id': jobId, 'retry-after': '1', location },
      members: { job_id: jobId },
    });
  });
});
