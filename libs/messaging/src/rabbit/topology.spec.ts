import { topologyOf } from './topology.ts';

describe('the topology', () => {
  const { exchange, queues } = topologyOf('mw');
  const names = queues.map(({ name }) => name);

  it('has every queue and its dead twin under the prefix', () => {
    const kinds = [
      ...Array.from({ length: 8 }, (_, shard) => `events.${shard}`),
      ...['high', 'normal', 'low'].flatMap((each) => [`task-runs.${each}`, `action-runs.${each}`]),
      'calls',
      'deliveries',
      'provider-fetches',
      'connection-tests',
    ];

    expect(exchange).toBe('mw');
    expect([...names].sort()).toEqual(
      kinds.flatMap((kind) => [`mw.${kind}`, `mw.${kind}.dead`]).sort(),
    );
  });

  it('keeps every message on a quorum, however often it is delivered', () => {
    for (const queue of queues) {
      expect(queue.arguments).toMatchObject({
        'x-queue-type': 'quorum',
        'x-delivery-limit': 2_147_483_647,
      });
    }
  });

  it('gives the event shards, and only them, to one consumer at a time', () => {
    const single = queues.filter((queue) => queue.arguments['x-single-active-consumer'] === true);

    expect(single.map(({ name }) => name)).toEqual(
      Array.from({ length: 8 }, (_, shard) => `mw.events.${shard}`),
    );
  });

  it('lets go of what nobody waits for any more, and of nothing else', () => {
    const letGo = queues.filter((queue) => 'x-message-ttl' in queue.arguments);

    expect(letGo).toMatchObject([
      { name: 'mw.provider-fetches', arguments: { 'x-message-ttl': 6_000 } },
      { name: 'mw.connection-tests', arguments: { 'x-message-ttl': 30_000 } },
    ]);
  });
});
