import { describe, expect, it } from '@jest/globals';
import type { Conversation, Noise, Spoken } from './conversation.ts';
import type { Ended } from './converse.ts';
import { Tally } from './tally.ts';

describe('the tally of a fuzz run', () => {
  const request: Spoken = { bytes: Buffer.alloc(0), isHead: false, expected: 'any', shape: 'x' };
  const noise: Noise = { bytes: Buffer.alloc(0), shape: 'y', ending: 'wait' };
  const sent = (amount: number, behind?: Noise): Conversation => ({
    to: 'ingress',
    spoken: Array<Spoken>(amount).fill(request),
    noise: behind,
    packets: [],
    from: 2,
  });
  const ended = (by: Ended['by'], ...connections: ('keep-alive' | 'close')[]): Ended => ({
    answers: connections.map((connection) => ({
      status: 400,
      headers: new Map([['connection', connection]]),
      body: Buffer.alloc(0),
    })),
    by,
    brokenBy: undefined,
    tookMs: 1,
  });

  it('counts what was answered, not what stood unread behind a refusal', () => {
    const tally = new Tally();

    tally.add(sent(5, noise), ended('server', 'keep-alive', 'close'));

    expect(tally.requests).toBe(2);
  });

  it('counts noise once, whether it was answered or its connection closed', () => {
    const tally = new Tally();

    tally.add(sent(1, noise), ended('server', 'keep-alive'));
    tally.add(sent(1, noise), ended('server', 'keep-alive', 'close'));

    expect(tally.requests).toBe(4);
    expect(tally.byStatus.get('closed')).toBe(1);
  });

  it('does not count noise behind the last answer of a connection', () => {
    const tally = new Tally();

    tally.add(sent(1, noise), ended('server', 'close'));

    expect(tally.requests).toBe(1);
  });
});
