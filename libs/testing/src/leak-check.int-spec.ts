import { describe, expect, it } from '@jest/globals';
import { startHttpPeer } from './http-peer.ts';
import { leakCheck } from './leak-check.ts';

describe('the check for leaks', () => {
  it('names a server that was left open, until it is closed', async () => {
    const check = leakCheck({ timeoutMs: 50 });
    await expect(check()).resolves.toBeUndefined();
    const peer = await startHttpPeer();

    await expect(check()).rejects.toThrow('Left open: 1 × TCPServerWrap.');

    await peer.close();
    await expect(check()).resolves.toBeUndefined();
  });
});
