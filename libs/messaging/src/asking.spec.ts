import { describe, expect, it } from '@jest/globals';
import { until } from '@millwright/testing';
import { Asking } from './asking.ts';
import { BrokerUnavailableError } from './broker.errors.ts';
import type { OutgoingMessage } from './message-bus.ts';

const message = (id: string): OutgoingMessage => ({
  queue: 'connection-tests',
  id,
  body: Buffer.from(id),
});

describe('who asks over the bus', () => {
  it('gets the reply to its own message', async () => {
    const asking = new Asking<string>({ publish: async () => undefined });

    const answers = [asking.ask(message('a'), 60_000), asking.ask(message('b'), 60_000)];
    asking.told('b', 'to b');
    asking.told('nobody', 'to nobody');
    asking.told('a', 'to a');

    expect(await Promise.all(answers)).toEqual(['to a', 'to b']);
    expect(asking.size).toBe(0);
  });

  it('gets a reply that comes before the message is confirmed', async () => {
    const asking: Asking<string> = new Asking({
      publish: async ({ id }) => asking.told(id, 'at once'),
    });

    expect(await asking.ask(message('a'), 60_000)).toBe('at once');
  });

  it('waits no longer than it says, and does not mind a reply that comes late', async () => {
    const asking = new Asking<string>({ publish: async () => undefined });

    expect(await asking.ask(message('a'), 1)).toBeUndefined();
    asking.told('a', 'late');
    expect(asking.size).toBe(0);
  });

  it('is told at once that the broker is away', async () => {
    const away = new BrokerUnavailableError('the broker is away');
    const asking = new Asking<string>({ publish: () => Promise.reject(away) });

    await expect(asking.ask(message('a'), 60_000)).rejects.toBe(away);
    await until(() => asking.size === 0);
  });
});
