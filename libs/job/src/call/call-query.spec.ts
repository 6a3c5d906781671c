import fc from 'fast-check';
import { JobProblem } from '../job-problem.ts';
import type { CallMode } from './call-address.ts';
import { callQueryOf, type CallQuery } from './call-query.ts';

const ID = '6F2D3F2E-6a0b-4d0c-9a55-0e7a4f6f1c11';
const absent: CallQuery = {
  jobId: undefined,
  scheduledFor: undefined,
  scheduledInSecs: undefined,
  parentJob: undefined,
  rootJob: undefined,
  tag: 'default',
  isInvisibleToOwner: false,
  queueLimit: undefined,
  timeoutSecs: undefined,
  onTimeout: 'continue',
  cancelsOnDisconnect: false,
  waitsForActions: false,
  failureStatus: undefined,
  addsRawString: false,
  wrapsBody: false,
  includedHeaders: [],
  includedParameters: [],
  skipsPreprocessor: false,
};
const queryOf = (query: string, mode: CallMode) => callQueryOf(new URLSearchParams(query), mode);

describe('the query of a call', () => {
  it.each<[CallMode, string, Partial<CallQuery>]>([
    ['async', '', {}],
    ['async', 'unknown=1&poll_delay_ms=x&fast=x&cache_ttl=x&memory_id=&service_name=1', {}],
    ['async', `job_id=${ID}`, { jobId: ID.toLowerCase() }],
    [
      'async',
      `parent_job=${ID}&root_job=${ID}`,
      { parentJob: ID.toLowerCase(), rootJob: ID.toLowerCase() },
    ],
    [
      'async',
      'scheduled_for=2026-01-31T08:00:00Z',
      { scheduledFor: new Date('2026-01-31T08:00:00Z') },
    ],
    ['async', 'scheduled_in_secs=0', { scheduledInSecs: 0 }],
    [
      'async',
      'scheduled_in_secs=9&scheduled_for=2026-01-31T08:00:00Z',
      { scheduledFor: new Date('2026-01-31T08:00:00Z') },
    ],
    ['async', 'tag=gpu', { tag: 'gpu' }],
    ['async', 'tag=', {}],
    ['async', `tag=${'😀'.repeat(50)}`, { tag: '😀'.repeat(50) }],
    ['async', 'tag=a&tag=b', { tag: 'a' }],
    ['stream', 'invisible_to_owner=true', { isInvisibleToOwner: true }],
    ['wait', 'queue_limit=0', { queueLimit: 0 }],
    ['wait', 'timeout=1', { timeoutSecs: 1 }],
    ['stream', 'timeout=99999999999999999999', { timeoutSecs: Number.MAX_SAFE_INTEGER }],
    ['wait', 'on_timeout=cancel', { onTimeout: 'cancel' }],
    ['stream', 'cancel_on_disconnect=1', { cancelsOnDisconnect: true }],
    ['wait', 'cancel_on_disconnect=0', {}],
    ['wait', 'wait=actions', { waitsForActions: true }],
    ['wait', 'failure_status=200', { failureStatus: 200 }],
    ['wait', 'failure_status=599', { failureStatus: 599 }],
    ['wait', 'raw=1&wrap_body=true', { addsRawString: true, wrapsBody: true }],
    ['wait', 'include_header=X-Shop,%20Etag,,', { includedHeaders: ['x-shop', 'etag'] }],
    ['wait', 'include_query=a,B&include_query=c', { includedParameters: ['a', 'B', 'c'] }],
    ['async', 'skip_preprocessor=true', { skipsPreprocessor: true }],
  ])('on %s calls has the meaning of %s', (mode, query, meaning) => {
    expect(queryOf(query, mode)).toEqual({ ...absent, ...meaning });
  });

  it.each<[CallMode, string]>([
    ['async', 'timeout=x&on_timeout=x&cancel_on_disconnect=x&wait=x&failure_status=x'],
    ['stream', 'wait=x&failure_status=x'],
  ])('on %s calls passes over what has no meaning there: %s', (mode, query) => {
    expect(queryOf(query, mode)).toEqual(absent);
  });

  it.each<[CallMode, string, string]>([
    ['wait', 'scheduled_for=2026-01-31T08:00:00Z', 'scheduled_for'],
    ['stream', 'scheduled_for=2026-01-31T08:00:00Z', 'scheduled_for'],
    ['wait', 'scheduled_in_secs=1', 'scheduled_in_secs'],
    ['async', 'scheduled_for=tomorrow', 'scheduled_for'],
    ['async', 'scheduled_in_secs=-1', 'scheduled_in_secs'],
    ['async', 'scheduled_in_secs=1.5', 'scheduled_in_secs'],
    ['async', 'scheduled_in_secs=2147483648', 'scheduled_in_secs'],
    ['async', 'parent_job=7', 'parent_job'],
    ['async', 'root_job=', 'root_job'],
    ['async', `tag=${'a'.repeat(51)}`, 'tag'],
    ['async', 'tag=a%00', 'tag'],
    ['async', 'invisible_to_owner=yes', 'invisible_to_owner'],
    ['async', 'raw=', 'raw'],
    ['async', 'wrap_body=TRUE', 'wrap_body'],
    ['async', 'skip_preprocessor=2', 'skip_preprocessor'],
    ['async', 'queue_limit=-1', 'queue_limit'],
    ['wait', 'timeout=0', 'timeout'],
    ['stream', 'timeout=1e3', 'timeout'],
    ['wait', 'timeout=', 'timeout'],
    ['wait', 'on_timeout=stop', 'on_timeout'],
    ['stream', 'cancel_on_disconnect=maybe', 'cancel_on_disconnect'],
    ['wait', 'wait=all', 'wait'],
    ['wait', 'failure_status=201', 'failure_status'],
    ['wait', 'failure_status=399', 'failure_status'],
    ['wait', 'failure_status=600', 'failure_status'],
    ['wait', 'failure_status=x', 'failure_status'],
  ])('on %s calls refuses %s and names what is wrong', (mode, query, name) => {
    expect(queryOf(query, mode)).toMatchObject({
      code: 'invalid_query',
      status: 400,
      detail: expect.stringContaining(name),
    });
  });

  it('refuses an id that is no UUID by a code of its own', () => {
    expect(queryOf('job_id=7', 'async')).toMatchObject({ code: 'invalid_job_id' });
  });

  it('is read or refused, for any parameters', () => {
    const name = fc.constantFrom(
      ...['job_id', 'scheduled_for', 'scheduled_in_secs', 'tag', 'queue_limit', 'timeout'],
      ...['failure_status', 'raw', 'include_header', 'include_query', '__proto__', 'toString'],
    );
    const mode = fc.constantFrom<CallMode>('async', 'wait', 'stream');
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.nat().map(String));

    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), mode, (pairs, callMode) => {
        const query = callQueryOf(new URLSearchParams(pairs), callMode);

        if (query instanceof JobProblem) expect(query.status).toBe(400);
        else expect(Object.keys(query)).toEqual(Object.keys(absent));
      }),
    );
  });
});
