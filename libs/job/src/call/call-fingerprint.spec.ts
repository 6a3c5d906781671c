import { fingerprintOf, type FingerprintedCall } from './call-fingerprint.ts';
import { callQueryOf, type CallQuery } from './call-query.ts';

const queryOf = (query: string): CallQuery =>
  callQueryOf(new URLSearchParams(query), 'async') as CallQuery;
const call: FingerprintedCall = {
  target: { path: 'f/a/b' },
  contentType: 'application/json',
  bytes: Buffer.from('{"a":1}'),
  payload: null,
  query: queryOf(''),
};
const fingerprint = fingerprintOf(call);

describe('the fingerprint of a call', () => {
  it('is a SHA-256 in hex', () => {
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, Partial<FingerprintedCall>]>([
    ['task', { target: { path: 'f/a/c' } }],
    ['kind of address', { target: { hash: '0123456789abcdef' } }],
    ['batch', { target: 'batch' }],
    ['content type', { contentType: 'text/plain' }],
    ['lack of a content type', { contentType: undefined }],
    ['body', { bytes: Buffer.from('{"a":2}') }],
    ['payload', { payload: 'e30' }],
    ['empty payload', { payload: '' }],
  ])('differs by the %s', (_, change) => {
    expect(fingerprintOf({ ...call, ...change })).not.toBe(fingerprint);
  });

  it.each([
    'raw=true',
    'wrap_body=1',
    'include_header=a',
    'include_query=a',
    'skip_preprocessor=true',
    'scheduled_for=2026-01-31T08:00:00Z',
    'scheduled_in_secs=0',
    'tag=gpu',
  ])('differs by %s', (query) => {
    expect(fingerprintOf({ ...call, query: queryOf(query) })).not.toBe(fingerprint);
  });

  it.each(['', 'raw=false', 'tag=default', 'queue_limit=5', 'invisible_to_owner=1', 'unknown=1'])(
    'stays with %j, which runs the same',
    (query) => {
      expect(fingerprintOf({ ...call, query: queryOf(query) })).toBe(fingerprint);
    },
  );

  it('is the same however the caller wants his answer, and by a longer form of a hash', () => {
    const waiting = callQueryOf(new URLSearchParams('timeout=5&failure_status=422'), 'wait');
    const short = { ...call, target: { hash: '0123456789abcdef' } };

    expect(fingerprintOf({ ...call, query: waiting as CallQuery })).toBe(fingerprint);
    expect(fingerprintOf({ ...call, target: { hash: '0123456789abcdef0' } })).toBe(
      fingerprintOf(short),
    );
  });

  it('lets no byte move between a fact and the body', () => {
    const moved = { ...call, payload: 'x', bytes: Buffer.from('y') };

    expect(fingerprintOf(moved)).not.toBe(
      fingerprintOf({ ...moved, payload: 'xy', bytes: Buffer.alloc(0) }),
    );
  });
});
