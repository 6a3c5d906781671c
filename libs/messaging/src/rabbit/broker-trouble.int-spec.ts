import { jest } from '@jest/globals';
import { silentLogger } from '@millwright/observability';
import { amqpPrefix, amqpUrl, leakCheck, until } from '@millwright/testing';
import type { RabbitOptions } from '../bus-options.ts';
import { BrokerUnavailableError } from '../broker.errors.ts';
import { peekAt } from '../testing/broker-peek.ts';
import { busBench, gate, numbered, numberIn } from '../testing/bus-bench.ts';
import { listenerOf, takerOf } from '../testing/consumer-app.ts';
import { TcpProxy } from '../testing/tcp-proxy.ts';
import { openRabbitBus } from './open-rabbit-bus.ts';

const QUEUE = 'task-runs.normal';
jest.setTimeout(30_000);

const prefix = amqpPrefix();
const peek = peekAt(prefix);
const check = leakCheck();
const proxy = new TcpProxy(new URL(amqpUrl()));

const bench = busBench(async (options) => {
  const settings: RabbitOptions = { url: proxy.url, prefix, logger: silentLogger, ...options };
  const bus = await openRabbitBus(settings);
  return { bus, deadOf: peek.deadOf, close: () => bus.close() };
});

/** Milliseconds that a publish takes to fail. */
async function failure(published: Promise<void>): Promise<number> {
  const begun = performance.now();
  await expect(published).rejects.toThrow(BrokerUnavailableError);
  return performance.now() - begun;
}

const one = () => numbered(QUEUE, 1)[0]!;

beforeEach(() => proxy.open());

afterEach(async () => {
  await proxy.cut();
  await peek.empty();
});

afterAll(async () => {
  await peek.wipe();
  await check();
});

describe('when the broker is away', () => {
  it('refuses messages at once, and takes them again when it is back', async () => {
    const got: number[] = [];
    const opened = await bench.open();
    const { bus } = opened;
    await bench.start(
      opened,
      takerOf(QUEUE, 10, (body) => void got.push(numberIn(body))),
    );
    let available = 0;
    bus.onAvailable(() => (available += 1));

    await proxy.cut();
    await until(() => !bus.isAvailable());
    expect(await failure(bus.publish(one()))).toBeLessThan(100);
    await expect(bus.check()).rejects.toThrow(BrokerUnavailableError);
    expect(available).toBe(0);
    await proxy.open();
    await until(() => available === 1);
    await bus.publishAll(numbered(QUEUE, 10));
    await until(() => got.length === 10);

    await until(() => bus.check().then(() => true));
  });

  it('starts without it', async () => {
    const got: number[] = [];
    await proxy.cut();
    const opened = await bench.open();
    expect(opened.bus.isAvailable()).toBe(false);
    await bench.start(
      opened,
      takerOf(QUEUE, 10, (body) => void got.push(numberIn(body))),
    );

    await proxy.open();
    await until(() => opened.bus.isAvailable());
    await opened.bus.publish(one());
    await until(() => got.length === 1);
  });

  it('stops without it', async () => {
    const opened = await bench.open();
    const app = await bench.start(
      opened,
      takerOf(QUEUE, 10, () => undefined),
    );

    await proxy.cut();
    await app.close();
    await opened.bus.close();

    expect(opened.bus.isAvailable()).toBe(false);
  });

  it('publishes and consumes over connections of their own', async () => {
    const opened = await bench.open();
    expect(proxy.connections).toBe(1);

    await bench.start(
      opened,
      takerOf(QUEUE, 10, () => undefined),
    );

    await until(() => proxy.connections === 2);
  });

  it('hears broadcasts again after it was back', async () => {
    let got = 0;
    const opened = await bench.open();
    await bench.start(
      opened,
      listenerOf(() => void (got += 1)),
    );

    proxy.breakAll();
    const broadcast = { queue: 'broadcast', id: '1', body: Buffer.from('x') } as const;
    await until(async () => {
      await opened.bus.publish(broadcast);
      return got > 0;
    });
  });

  it('hands over again what was in hand when the connection broke', async () => {
    const door = gate();
    const got: [number, boolean][] = [];
    const opened = await bench.open();
    await bench.start(
      opened,
      takerOf(QUEUE, 2, async (body, { redelivered }) => {
        got.push([numberIn(body), redelivered]);
        if (!redelivered) await door.opened;
      }),
    );
    await opened.bus.publishAll(numbered(QUEUE, 2));
    await until(() => got.length === 2);

    proxy.breakAll();
    await until(() => got.length === 4);
    door.open();

    expect(got.slice(2)).toEqual([
      [0, true],
      [1, true],
    ]);
  });

  it('loses no message that it had confirmed, however often the wire breaks', async () => {
    const confirmed: number[] = [];
    const got = new Set<number>();
    const opened = await bench.open();
    await bench.start(
      opened,
      takerOf(QUEUE, 50, async (body) => {
        await new Promise(setImmediate);
        got.add(numberIn(body));
      }),
    );

    let next = 0;
    const publishers = Array.from({ length: 20 }, async () => {
      while (next < 5_000) {
        const message = numbered(QUEUE, 1, next++)[0]!;
        const sent = opened.bus.publish(message).then(() => confirmed.push(numberIn(message.body)));
        await sent.catch(() => new Promise(setImmediate));
      }
    });
    for (const breakAt of [500, 1_500, 3_000]) {
      await until(() => next > breakAt);
      proxy.breakAll();
      await until(() => opened.bus.isAvailable());
    }
    await Promise.all(publishers);
    await until(() => confirmed.every((number) => got.has(number)));

    expect(confirmed.length).toBeGreaterThan(0);
  });
});

describe('when the broker is silent', () => {
  it('refuses a message that is not confirmed in time, then at once, until it speaks', async () => {
    const { bus } = await bench.open({ confirmTimeoutMs: 300 });
    await bus.publish(one());

    proxy.mute();
    expect(await failure(bus.publish(one()))).toBeGreaterThanOrEqual(300);
    expect(await failure(bus.publish(one()))).toBeLessThan(100);
    proxy.unmute();
    await until(() => bus.isAvailable());
    await bus.publish(one());

    expect(await peek.messagesIn(QUEUE)).toBe(3);
  });

  it('does not wait for it for ever when it closes', async () => {
    const { bus } = await bench.open();
    proxy.mute();

    await bus.close();

    await until(() => proxy.connections === 0);
  });
});

describe('when the broker blocks publishers', () => {
  // What a broker short of memory sends: connection.blocked with a reason, and connection.unblocked.
  const frame = (...payload: number[]) =>
    Buffer.from([1, 0, 0, 0, 0, 0, payload.length, ...payload, 0xce]);
  const blocked = frame(0, 10, 0, 60, 3, ...Buffer.from('low'));
  const unblocked = frame(0, 10, 0, 61);

  it('refuses at once also what is on its way, until it is unblocked', async () => {
    const { bus } = await bench.open();
    let available = 0;
    bus.onAvailable(() => (available += 1));
    proxy.mute();
    const underWay = bus.publish(one());

    proxy.say(blocked);
    expect(await failure(underWay)).toBeLessThan(500);
    expect(bus.isAvailable()).toBe(false);
    expect(await failure(bus.publish(one()))).toBeLessThan(100);
    proxy.unmute();
    proxy.say(unblocked);
    await until(() => available === 1);
    await bus.publish(one());
  });
});

describe('when queues are deleted under it', () => {
  it('takes a returned message for a failed one', async () => {
    const { bus } = await bench.open();
    await peek.deleteQueue(QUEUE);

    await expect(bus.publish(one())).rejects.toThrow(/there is no queue "task-runs.normal"/);
    await bus.publish(numbered('task-runs.high', 1)[0]!);
    await expect(
      bus.publishAll([...numbered('task-runs.low', 5), ...numbered(QUEUE, 1)]),
    ).rejects.toThrow(BrokerUnavailableError);

    proxy.breakAll();
    await until(() => bus.publish(one()).then(() => true));
  });

  it('declares them again and consumes on', async () => {
    const got: number[] = [];
    const opened = await bench.open();
    await bench.start(
      opened,
      takerOf(QUEUE, 10, (body) => void got.push(numberIn(body))),
    );
    await opened.bus.publish(one());
    await until(() => got.length === 1);

    await peek.deleteQueue(QUEUE);
    await until(() => opened.bus.publish(numbered(QUEUE, 1, 7)[0]!).then(() => true));
    await until(() => got.includes(7));
  });

  it('keeps a message that cannot be parked, and parks it when it can', async () => {
    const opened = await bench.open();
    let handled = 0;
    await bench.start(
      opened,
      takerOf(QUEUE, 10, () => {
        handled += 1;
        throw new Error('a bug');
      }),
    );
    await until(() => opened.bus.check().then(() => true));
    await peek.deleteQueue(`${QUEUE}.dead`);
    await opened.bus.publish(one());
    await until(() => handled >= 2);

    proxy.breakAll();
    await until(async () => (await peek.messagesIn(`${QUEUE}.dead`)) === 1);

    expect(await opened.deadOf(QUEUE)).toMatchObject([{ id: '0', reason: 'a bug' }]);
  });
});
