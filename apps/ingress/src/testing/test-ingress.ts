import { TokenStore, type NewToken, type StoredToken } from '@millwright/access';
import { loadConfig } from '@millwright/config';
import { decodeMessage, eventReceived, type EventReceived } from '@millwright/contracts';
import { openDatabase, type Database } from '@millwright/database';
import { openTestDatabase } from '@millwright/database/testing';
import type { Platform } from '@millwright/host';
import { newId, systemClock, type Clock, type Id } from '@millwright/kernel';
import { eventQueues, openRabbitBus, type MessageBus } from '@millwright/messaging';
import { startConsumers, takerOf, type ConsumerApp, peekAt } from '@millwright/messaging/testing';
import { HealthChecks, Metrics, silentLogger, type Logger } from '@millwright/observability';
import { amqpPrefix, amqpUrl, until } from '@millwright/testing';
import type { WebhookSettings } from '@millwright/webhook';
import { addWebhook, addWorkspace, TEST_SECRET_KEY } from '@millwright/webhook/testing';
import type { Provider } from '@nestjs/common';
import { ingressLimitsOf, type IngressLimits } from '../http/limits.ts';
import { startIngress } from '../start-ingress.ts';
import { HttpClient } from './http-client.ts';
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** An event as its message carried it. `data` undefined: it was only a hint. */
export interface Heard {
  head: EventReceived;
  data: string | undefined;
  /** Through which queue it came. */
  queue: string;
}

/** How a test's ingress differs from a usual one. */
export interface TestIngressOptions {
  intake?: 'broker' | 'database';
  limits?: Partial<IngressLimits>;
  environment?: Record<string, string>;
  logger?: Logger;
  clock?: Clock;
  /** In the place of those of the app. */
  providers?: Provider[];
}

/** A token as a test has it: with its text. */
export type GivenToken = StoredToken & { text: string };

/** A whole ingress on real Postgres and RabbitMQ, and whoever consumes its events. */
export interface TestIngress {
  /** Behind the ingress' back: not by the way that can be cut. */
  database: Database;
  workspaceId: Id;
  /** Of the Workspace. */
  slug: string;
  client: HttpClient;
  /** Where it listens, for clients of another kind. */
  port: number;
  /** Every event published so far, in order of arrival. */
  heard: Heard[];
  /** The way of another process to the same queues. */
  neighbour: MessageBus;
  broker: TcpProxy;
  postgres: TcpProxy;
  webhook(changes?: Partial<WebhookSettings>): Promise<Id>;
  /** A token of the Workspace; with all rights, unless told otherwise. */
  token(rights?: Partial<NewToken>): Promise<GivenToken>;
  /** A client of one more instance on the same database and broker. */
  another(): Promise<HttpClient>;
  /** The event of a request id, once it is there. */
  eventOf(requestId: string | string[] | undefined): Promise<Heard>;
  stop(): Promise<void>;
}

/** Starts one on a database and a prefix of its own. */
export async function startTestIngress(options: TestIngressOptions = {}): Promise<TestIngress> {
  const test = await openTestDatabase();
  const postgres = await openTcpProxy(test.url);
  const broker = await openTcpProxy(amqpUrl());
  const prefix = amqpPrefix();
  const logger = silentLogger;
  const database = await openDatabase({ url: postgres.url, poolSize: 5, entities: [], logger });
  const bus = await openRabbitBus({ url: broker.url, prefix, logger });
  const listening = await openRabbitBus({ url: amqpUrl(), prefix, logger });
  const heard: Heard[] = [];
  const consumers = await consumeEvents(listening, heard);
  const platform = platformOf(database, bus, options);
  const limits = { ...ingressLimitsOf(platform.config), ...options.limits };
  const app = await startIngress(platform, limits, options.providers);
  // Replies too: who asks something of a runner is answered.
  await until(() => bus.check().then(() => true));
  const workspaceId = await addWorkspace(test.database);
  const client = new HttpClient(app.port!);
  const apps = [app];
  const clients = [client];

  return {
    database: test.database,
    workspaceId,
    slug: `w-${workspaceId}`,
    client,
    port: app.port!,
    heard,
    neighbour: listening,
    broker,
    postgres,
    webhook: async (changes) => (await addWebhook(test.database, workspaceId, changes)).id,
    token: (rights) => addToken(test.database, workspaceId, rights),
    another: async () => {
      const more = await startIngress({ ...platform, instanceId: newId() });
      apps.push(more);
      clients.push(new HttpClient(more.port!));
      return clients.at(-1)!;
    },
    eventOf: (requestId) =>
      until(() => heard.find(({ head }) => head.event?.request_id === requestId), {
        what: `the event of request ${String(requestId)}`,
      }),
    stop: async () => {
      for (const open of clients) open.close();
      await Promise.all(apps.map((running) => running.stop()));
      await consumers.close();
      await Promise.all([bus.close(), listening.close(), database.close()]);
      await Promise.all([broker.close(), postgres.close(), peekAt(prefix).wipe()]);
      await peekAt(prefix).wipe();
      await test.close();
    },
  };
}

const platformOf = (
  database: Database,
  bus: MessageBus,
  {
    intake = 'broker',
    environment,
    logger = silentLogger,
    clock = systemClock,
  }: TestIngressOptions,
): Platform => ({
  config: loadConfig({
    AMQP_URL: amqpUrl(),
    INTAKE: intake,
    INGRESS_PORT: '0',
    MILLWRIGHT_SECRET_KEY: TEST_SECRET_KEY,
    HOST: '127.0.0.1',
    ...environment,
  }),
  logger,
  metrics: new Metrics(),
  health: new HealthChecks(),
  database,
  bus,
  clock,
  instanceId: newId(),
});

const consumeEvents = (bus: MessageBus, heard: Heard[]): Promise<ConsumerApp> =>
  startConsumers(
    bus,
    takerOf(eventQueues, 100, (body, { queue }) => {
      const { head, data } = decodeMessage(eventReceived, body);
      heard.push({ head, data: data?.text, queue });
    }),
  );

async function addToken(
  database: Database,
  workspaceId: Id,
  rights: Partial<NewToken> = {},
): Promise<GivenToken> {
  const all = { owner: 'admin', label: null, scopes: [], readOnly: false, expiresAt: null };
  const made = await database.transaction((tx) =>
    new TokenStore().create(tx, { workspaceId, ...all, ...rights }),
  );
  return { ...made!.token, text: made!.text };
}
