import { startHttpPeer, type HttpPeer } from '@millwright/testing';
import { PrintedGuide } from '../client/printed-guide.ts';
import { sharedSystem } from '../system/shared-system.ts';
import { PEER_HOST, type System } from '../system/system.ts';

describe('the guide to outgoing webhooks', () => {
  let system: System;
  let peer: HttpPeer;

  beforeAll(async () => {
    system = await sharedSystem();
    peer = await startHttpPeer(() => 204, PEER_HOST);
  });
  afterAll(async () => {
    await peer?.close();
    await system?.stop();
  });

  it('prints commands that do what it says, one after the other', async () => {
    const receiver = { 'http://127.0.0.1:9000': peer.url };
    const guide = await PrintedGuide.of('outgoing-webhooks.md', system, receiver);

    const told = await guide.runShell();

    expect(told.length).toBeGreaterThan(15);
    expect(told).toEqual(
      told.map((line) => ({ ...line, output: expect.stringContaining(line.expected) })),
    );
  });
});
