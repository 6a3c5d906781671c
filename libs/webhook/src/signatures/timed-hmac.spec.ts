import { createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { timedHmac } from './timed-hmac.ts';

const SECRET = 'secret';
const NOW_MS = 1_700_000_000_000;
const BODY = Buffer.from('{"a":1}');

const sign = (time: string): string =>
  createHmac('sha256', SECRET).update(`${time}.`).update(BODY).digest('hex');

/** The scheme, with a count of the times that it hashed the body. */
function counted(time: Parameters<typeof timedHmac>[0]['time']) {
  let hashed = 0;
  const scheme = timedHmac({
    header: 'x-signature',
    time,
    encoding: 'hex',
    unit: 's',
    toleranceSeconds: 300,
    signed(signedTime, { rawBody }) {
      hashed += 1;
      return [signedTime, '.', rawBody];
    },
  });
  const verify = (headers: Record<string, string[]>) =>
    scheme.verify(
      { method: 'POST', url: 'https://hooks.example/', query: '', headers, rawBody: BODY },
      {
        secrets: [{ id: 's1', key: createSecretKey(Buffer.from(SECRET)) }],
        config: {},
        toleranceSeconds: undefined,
        fetched: new Map(),
      },
      NOW_MS,
    );
  return { verify, hashes: () => hashed };
}

const list = { list: { separator: ',', time: 't', signature: 'v1' } } as const;

describe('somebody who wants to keep us busy', () => {
  it('cannot have a body hashed once for each of a thousand times', () => {
    const times = Array.from({ length: 1_000 }, (_, index) =>
      String(1_700_000_000 + (index % 200)),
    );
    const inLists = counted(list);
    const inHeaders = counted('x-time');

    expect(inLists.verify({ 'x-signature': times.map((t) => `t=${t},v1=00`) }).is).toBe('refused');
    expect(inHeaders.verify({ 'x-signature': ['00'], 'x-time': times }).is).toBe('refused');
    expect(inLists.hashes()).toBeLessThanOrEqual(4);
    expect(inHeaders.hashes()).toBeLessThanOrEqual(4);
  });

  it('cannot have it hashed once for each of a thousand signatures', () => {
    const { verify, hashes } = counted(list);
    const signatures = Array.from({ length: 1_000 }, () => 'v1=00').join(',');

    expect(verify({ 'x-signature': [`t=1700000000,${signatures}`] }).is).toBe('refused');
    expect(hashes()).toBe(1);
  });
});

describe('a signature with its time', () => {
  it('is judged by the time beside it, not by that of another list', () => {
    const { verify } = counted(list);
    const stale = `t=1600000000,v1=${sign('1600000000')}`;

    expect(verify({ 'x-signature': [stale, 't=1700000000,v1=00'] }).is).toBe('refused');
    expect(verify({ 'x-signature': [`t=1700000000,v1=00`, `v1=${sign('1700000000')}`] }).is).toBe(
      'refused',
    );
    expect(verify({ 'x-signature': [stale, `t=1700000000,v1=${sign('1700000000')}`] }).is).toBe(
      'accepted',
    );
  });

  it('counts whole seconds where the sender does', () => {
    const { verify } = counted(list);

    expect(verify({ 'x-signature': [`t=1699999700,v1=${sign('1699999700')}`] })).toMatchObject({
      is: 'accepted',
      signedAtMs: 1_699_999_700_000,
    });
  });
});
