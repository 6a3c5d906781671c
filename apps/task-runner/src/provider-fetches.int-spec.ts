import 'reflect-metadata';
import {
  decodeMessage,
  encodeMessage,
  providerFetchFinished,
  providerFetchRequested,
  type FetchPurpose,
  type ProviderFetchFinished,
} from '@millwright/contracts';
import { newId } from '@millwright/kernel';
import { MessageBus, openLocalBus, openRabbitBus, type DeadMessage } from '@millwright/messaging';
import {
  peekAt,
  replyTakerOf,
  startConsumers,
  type ConsumerApp,
} from '@millwright/messaging/testing';
import { OutboundHttp } from '@millwright/net';
import { Logger, silentLogger } from '@millwright/observability';
import { amqpPrefix, amqpUrl, until } from '@millwright/testing';
import { startSenderHosts, type SenderHosts } from '@millwright/webhook/testing';
import { NestFactory } from '@nestjs/core';
import { ProviderFetchesConsumer } from './provider-fetches.consumer.ts';

/** A bus, and what was parked of the queue. */
interface Way {
  bus: MessageBus;
  dead(): Promise<readonly DeadMessage[]>;
  end(): Promise<void>;
}

async function byRabbit(): Promise<Way> {
  const prefix = amqpPrefix();
  const bus = await openRabbitBus({ url: amqpUrl(), prefix, logger: silentLogger });
  const peek = peekAt(prefix);
  return { bus, dead: () => peek.deadOf('provider-fetches'), end: () => peek.wipe() };
}

async function byLocalBus(): Promise<Way> {
  const bus = openLocalBus({ logger: silentLogger });
  return { bus, dead: async () => bus.deadOf('provider-fetches'), end: async () => undefined };
}

const CERTIFICATE = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem';
const CONFIRMATION = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t0ken';

describe.each([
  ['RabbitMQ', byRabbit],
  ['the local bus', byLocalBus],
])('a runner that is asked over %s', (_, open) => {
  let hosts: SenderHosts;
  let way: Way;
  let apps: ConsumerApp[];
  let heard: ProviderFetchFinished[];
  let lines: Record<string, unknown>[];

  beforeEach(async () => {
    hosts = await startSenderHosts(() => ({ status: 200, body: 'what is there' }));
    way = await open();
    heard = [];
    lines = [];
    const taker = replyTakerOf((body) => {
      heard.push(decodeMessage(providerFetchFinished, body).head);
    });
    apps = [await startConsumers(way.bus, taker), await startRunner()];
    await until(() => way.bus.check().then(() => true));
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await way.bus.close();
    await way.end();
    await hosts.close();
  });

  /** The consumer as the app has it, with a net that finds the test's hosts. */
  async function startRunner(): Promise<ConsumerApp> {
    class RunnerModule {}
    const line = (fields: Record<string, unknown>): void => void lines.push(fields);
    const providers = [
      { provide: OutboundHttp, useValue: hosts.net },
      { provide: MessageBus, useValue: way.bus },
      { provide: Logger, useValue: { ...silentLogger, info: line, warn: line } },
    ];
    const app = await NestFactory.createMicroservice(
      { module: RunnerModule, controllers: [ProviderFetchesConsumer], providers },
      { strategy: way.bus.server(), logger: false },
    );
    await app.listen();
    return app;
  }

  const ask = async (purpose: FetchPurpose, url: string): Promise<ProviderFetchFinished> => {
    const head = {
      fetch_id: newId(),
      provider: 'aws-sns',
      purpose,
      url,
      reply_to: way.bus.address,
    };
    const body = encodeMessage(providerFetchRequested, head);
    await way.bus.publish({ queue: 'provider-fetches', id: head.fetch_id, body });
    return until(() => heard.find(({ fetch_id }) => fetch_id === head.fetch_id));
  };

  it('fetches a key and tells the instance that waits', async () => {
    expect(await ask('key', CERTIFICATE)).toMatchObject({
      outcome: 'fetched',
      text: 'what is there',
    });
    expect(hosts.requests.map(({ url }) => url)).toEqual(['/SimpleNotificationService-1.pem']);
  });

  it('confirms a subscription, and keeps its token to itself', async () => {
    expect(await ask('confirmation', CONFIRMATION)).toMatchObject({ outcome: 'fetched' });
    expect(hosts.requests.map(({ url }) => url)).toEqual([
      '/?Action=ConfirmSubscription&Token=t0ken',
    ]);
    expect(lines).toMatchObject([
      {
        message: 'provider_fetch.performed',
        purpose: 'confirmation',
        address: 'https://sns.eu-west-1.amazonaws.com/',
        outcome: 'fetched',
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('t0ken');
  });

  it('asks nobody for an address that is not the provider’s, whatever the message says', async () => {
    const came = await ask('key', 'https://sns.eu-west-1.amazonaws.com.evil.example/key.pem');

    expect(came).toMatchObject({ outcome: 'untrusted', text: '' });
    expect(hosts.requests).toEqual([]);
  });

  it('parks what is no order', async () => {
    await way.bus.publish({ queue: 'provider-fetches', id: 'odd', body: Buffer.from('{}') });

    const dead = await until(async () => {
      const parked = await way.dead();
      return parked.length > 0 && parked;
    });
    expect(dead).toMatchObject([{ id: 'odd', code: 'message_unreadable' }]);
  });
});
