import { afterAll, describe, expect, it } from '@jest/globals';
import { startHttpPeer } from './http-peer.ts';
import { leakCheck } from './leak-check.ts';

afterAll(leakCheck());

describe('an HTTP peer', () => {
  it('records what it gets and answers what its handler says', async () => {
    const peer = await startHttpPeer(({ body }) => ({
      status: 201,
      headers: { 'x-peer': 'yes' },
      body: `got ${body.length} bytes`,
    }));

    const reply = await fetch(`${peer.url}/hook?a=1`, { method: 'POST', body: 'hello' });

    expect(reply.status).toBe(201);
    expect(reply.headers.get('x-peer')).toBe('yes');
    await expect(reply.text()).resolves.toBe('got 5 bytes');
    expect(peer.requests).toMatchObject([
      { method: 'POST', url: '/hook?a=1', body: Buffer.from('hello') },
    ]);
    await peer.close();
  });

  it('lets a handler hang up', async () => {
    const peer = await startHttpPeer((_request, response) => {
      response.destroy();
      return undefined;
    });

    await expect(fetch(peer.url)).rejects.toThrow();
    expect(peer.requests).toHaveLength(1);
    await peer.close();
  });
});
