import { jest } from '@jest/globals';
import { silentLogger } from '@millwright/observability';
import { amqpPrefix, amqpUrl, leakCheck, until } from '@millwright/testing';
import type { OutgoingMessage } from '../message-bus.ts';
import { replyTo } from '../queue-name.ts';
import { peekAt } from '../testing/broker-peek.ts';
import { busBench } from '../testing/bus-bench.ts';
import { replyTakerOf } from '../testing/consumer-app.ts';
import { TcpProxy } from '../testing/tcp-proxy.ts';
import { openRabbitBus } from './open-rabbit-bus.ts';

jest.setTimeout(30_000);

const prefix = amqpPrefix();
const peek = peekAt(prefix);
const check = leakCheck();
const proxy = new TcpProxy(new URL(amqpUrl()));

const open = (url: string) => async () => {
  const bus = await openRabbitBus({ url, prefix, logger: silentLogger });
  return { bus, deadOf: peek.deadOf, close: () => bus.close() };
};
const runners = busBench(open(amqpUrl()));
const ingresses = busBench(() => open(proxy.url)());

const replyOf = (address: string, body: string): OutgoingMessage => ({
  queue: replyTo(address),
  id: body,
  body: Buffer.from(body),
});

beforeEach(() => proxy.open());

afterEach(() => proxy.cut());

afterAll(async () => {
  await peek.wipe();
  await check();
});

/** A runner, and an ingress behind the proxy that hears its replies. */
async function runnerAndIngress() {
  const { bus: runner } = await runners.open();
  const ingress = await ingresses.open();
  const heard: string[] = [];
  let bound = 0;
  const unsubscribe = ingress.bus.onRepliesBound(() => (bound += 1));
  await ingresses.start(
    ingress,
    replyTakerOf((body) => void heard.push(body.toString())),
  );
  await until(() => bound > 0);
  bound = 0;
  const { address } = ingress.bus;
  const reply = (body: string) => runner.publish(replyOf(address, body));
  return { ingress: ingress.bus, heard, bound: () => bound, unsubscribe, reply };
}

describe('replies over RabbitMQ', () => {
  it('reach an instance from another one', async () => {
    const { heard, bound, reply } = await runnerAndIngress();

    await reply('result');
    await until(() => heard.length > 0);

    expect(heard).toEqual(['result']);
    expect(bound()).toBe(0);
  });

  it('go on after the connection was lost, and it is told once that some may be missing', async () => {
    const { ingress, heard, bound, reply } = await runnerAndIngress();
    const { address } = ingress;
    await reply('before');
    await until(() => heard.length === 1);

    await proxy.cut();
    await until(() => !ingress.isAvailable());
    await reply('missed');
    expect(bound()).toBe(0);
    await proxy.open();
    await until(() => bound() > 0);
    await reply('after');
    await until(() => heard.includes('after'));

    expect(ingress.address).toBe(address);
    expect(heard).toEqual(['before', 'after']);
    expect(bound()).toBe(1);
  });

  it('are bound again before it is told, each time, until it is no longer wanted', async () => {
    const { ingress, bound, heard, unsubscribe, reply } = await runnerAndIngress();
    let answers = 0;
    ingress.onRepliesBound(() => void reply(String((answers += 1))));

    for (const times of [1, 2]) {
      proxy.breakAll();
      await until(() => heard.length === times);
    }
    expect(bound()).toBe(2);
    unsubscribe();
    proxy.breakAll();
    await until(() => heard.length === 3);

    expect(bound()).toBe(2);
    expect(heard).toEqual(['1', '2', '3']);
  });
});
