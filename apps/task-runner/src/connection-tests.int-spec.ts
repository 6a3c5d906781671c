import 'reflect-metadata';
import {
  ConnectionStore,
  ConnectionWriter,
  KeptAccessTokens,
  SharedRenewals,
  type MadeConnection,
} from '@millwright/connection';
import { givenWorkspace } from '@millwright/connection/testing';
import {
  connectionTestFinished,
  connectionTestRequested,
  decodeMessage,
  encodeMessage,
  type ConnectionTestFinished,
} from '@millwright/contracts';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId, SecretBox, systemClock, type Id } from '@millwright/kernel';
import { MessageBus, openLocalBus, openRabbitBus } from '@millwright/messaging';
import {
  peekAt,
  replyTakerOf,
  startConsumers,
  type ConsumerApp,
} from '@millwright/messaging/testing';
import { OutboundHttp } from '@millwright/net';
import { Logger, silentLogger } from '@millwright/observability';
import { amqpPrefix, amqpUrl, startHttpPeer, until, type HttpPeer } from '@millwright/testing';
import { NestFactory } from '@nestjs/core';
import { ConnectionTester } from './connection-tester.ts';
import { ConnectionTestsConsumer } from './connection-tests.consumer.ts';

interface Way {
  bus: MessageBus;
  end(): Promise<void>;
}

async function byRabbit(): Promise<Way> {
  const prefix = amqpPrefix();
  const bus = await openRabbitBus({ url: amqpUrl(), prefix, logger: silentLogger });
  return { bus, end: () => peekAt(prefix).wipe() };
}

async function byLocalBus(): Promise<Way> {
  return { bus: openLocalBus({ logger: silentLogger }), end: async () => undefined };
}

const TOKEN = 'a-token-nobody-may-see';
const box = new SecretBox({ current: Buffer.alloc(32, 1).toString('base64'), old: [] });

describe.each([
  ['RabbitMQ', byRabbit],
  ['the local bus', byLocalBus],
])('a runner that is asked over %s to try a Connection', (_, open) => {
  let opened: TestDatabase;
  let peer: HttpPeer;
  let net: OutboundHttp;
  let way: Way;
  let apps: ConsumerApp[];
  let heard: ConnectionTestFinished[];
  let lines: Record<string, unknown>[];
  let workspaceId: Id;

  beforeAll(async () => {
    opened = await openTestDatabase();
    workspaceId = await givenWorkspace(opened.database);
    peer = await startHttpPeer(({ headers }) =>
      headers.authorization === `Bearer ${TOKEN}` ? 200 : 401,
    );
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
  });
  afterAll(async () => {
    await net.close();
    await peer.close();
    await opened.close();
  });
  beforeEach(async () => {
    way = await open();
    heard = [];
    lines = [];
    const taker = replyTakerOf((body) => {
      heard.push(decodeMessage(connectionTestFinished, body).head);
    });
    apps = [await startConsumers(way.bus, taker), await startRunner()];
    await until(() => way.bus.check().then(() => true));
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await way.bus.close();
    await way.end();
  });

  /** The consumer as the app has it. */
  async function startRunner(): Promise<ConsumerApp> {
    class RunnerModule {}
    const line = (fields: Record<string, unknown>): void => void lines.push(fields);
    const { database } = opened;
    const tokens = new KeptAccessTokens(
      systemClock,
      new SharedRenewals(database, box, systemClock),
    );
    const tester = new ConnectionTester({ database, box, net, tokens, clock: systemClock });
    const providers = [
      { provide: ConnectionTester, useValue: tester },
      { provide: MessageBus, useValue: way.bus },
      { provide: Logger, useValue: { ...silentLogger, info: line, warn: line, error: line } },
    ];
    const app = await NestFactory.createMicroservice(
      { module: RunnerModule, controllers: [ConnectionTestsConsumer], providers },
      { strategy: way.bus.server(), logger: false },
    );
    await app.listen();
    return app;
  }

  const given = async (token: string): Promise<Id> => {
    const fields = { base_url: peer.url, auth: 'bearer', token };
    const writer = new ConnectionWriter(new ConnectionStore(), box);
    const made = await opened.database.transaction((tx) =>
      writer.create(tx, workspaceId, { name: newId(), type: 'http', fields }),
    );
    return (made as MadeConnection).connection.id;
  };
  const ask = async (connectionId: Id, of = workspaceId): Promise<ConnectionTestFinished> => {
    const head = {
      test_id: newId(),
      workspace_id: of,
      connection_id: connectionId,
      reply_to: way.bus.address,
    };
    const body = encodeMessage(connectionTestRequested, head);
    await way.bus.publish({ queue: 'connection-tests', id: head.test_id, body });
    return until(() => heard.find(({ test_id }) => test_id === head.test_id));
  };

  it('tells what came of it, and logs no secret', async () => {
    expect(await ask(await given(TOKEN))).toMatchObject({ ok: true });
    expect(await ask(await given(`${TOKEN}-no-more`))).toMatchObject({
      ok: false,
      code: 'connection_rejected',
    });
    expect(lines).toMatchObject([
      { message: 'connection_test.performed', type: 'http', ok: true },
      { message: 'connection_test.performed', ok: false, error_code: 'connection_rejected' },
    ]);
    expect(JSON.stringify(lines)).not.toContain(TOKEN);
  });

  it('tells of a Connection that is deleted, or another Workspace’s', async () => {
    const id = await given(TOKEN);

    for (const gone of [await ask(newId()), await ask(id, newId())]) {
      expect(gone).toMatchObject({ ok: false, code: 'connection_missing' });
    }
  });

  it('tells of a fault of ours as one, and logs its cause', async () => {
    const id = await given(TOKEN);
    await opened.database.execute(`update connections set sealed = 'v1.x.y' where id = $1`, [id]);

    expect(await ask(id)).toMatchObject({ ok: false, code: 'internal' });
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: 'connection_test.broken',
        error: expect.objectContaining({ code: 'secret_unreadable' }),
      }),
    );
  });
});
