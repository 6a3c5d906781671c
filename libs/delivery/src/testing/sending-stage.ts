import { EventStore } from '@millwright/event';
import type { Database } from '@millwright/database';
import { childIdAt, newId, type Clock, type Id } from '@millwright/kernel';
import { defaultRenderLimits, type LiquidPool } from '@millwright/liquid';
import type { OutgoingMessage } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { Metrics, silentLogger } from '@millwright/observability';
import { deliveryIdOf } from '../history/delivery-ids.ts';
import { AttemptsInHand } from '../sending/running/attempts-in-hand.ts';
import { DeliveryRunner } from '../sending/running/delivery-runner.ts';
import { EndpointCache } from '../sending/running/endpoint-cache.ts';
import { DeliverySender } from '../sending/attempt/delivery-sender.ts';
import { addEndpoint, addWorkspace, testSecretBox } from './given-endpoint.ts';

/** What a runner of a test's own differs in. */
export interface StageOptions {
  clock?: Clock;
  random?: () => number;
  concurrency?: number;
  liquid?: Pick<LiquidPool, 'renderText'>;
  net?: OutboundHttp;
  maxBodyBytes?: number;
}

/** A delivery as a test wants it. */
export interface StagedDelivery {
  topic?: string;
  body?: string | null;
  eventId?: Id;
  runAt?: Date;
  lane?: string;
  laneUntil?: 'final' | 'attempted';
  isHead?: boolean;
  createdAt?: Date;
}

/** Endpoints, deliveries and runners on one database, without anything that makes deliveries. */
export class SendingStage {
  readonly published: OutgoingMessage[] = [];
  private readonly nets: OutboundHttp[] = [];

  private constructor(
    readonly database: Database,
    readonly workspaceId: Id,
  ) {}

  static async open(database: Database): Promise<SendingStage> {
    return new SendingStage(database, await addWorkspace(database));
  }

  /** An endpoint whose receiver may be on this machine. */
  async endpoint(url: string, fields: object = {}): Promise<Id> {
    const { endpoint } = await addEndpoint(this.database, this.workspaceId, fields);
    await this.database.execute('update endpoints set url = $2 where id = $1', [endpoint.id, url]);
    return endpoint.id;
  }

  async deliver(endpointId: Id, delivery: StagedDelivery = {}): Promise<Id> {
    const { createdAt = new Date(), body = '{"a":1.0}', topic = 'user/a/b' } = delivery;
    const { runAt = createdAt, lane = null, laneUntil = null, isHead = true } = delivery;
    const eventId = delivery.eventId ?? childIdAt(createdAt.getTime(), newId(), 'event');
    const id = deliveryIdOf(eventId, endpointId);
    await this.database.transaction(async (tx) => {
      await tx.execute(
        `insert into deliveries (id, workspace_id, endpoint_id, event_id, topic, format, body, created_at)
         values ($1, $2, $3, $4, $5, 'standard', $6, $7)`,
        [id, this.workspaceId, endpointId, eventId, topic, body, createdAt],
      );
      await tx.execute(
        `insert into delivery_queue (delivery_id, workspace_id, endpoint_id, state, run_at, lane, lane_until, position, is_head)
         values ($1, $2, $3, 'waiting', $4, $5, $6, $7, $8)`,
        [id, this.workspaceId, endpointId, runAt, lane, laneUntil, eventId, isHead],
      );
    });
    return id;
  }

  runner(options: StageOptions = {}): DeliveryRunner {
    const { database } = this;
    const { clock, random = () => 0 } = options;
    const net = options.net ?? new OutboundHttp({ allow: ['127.0.0.1'] });
    this.nets.push(net);
    const instance = { publicUrl: 'https://mw.example', version: '1.2.3' };
    const endpoints = new EndpointCache(database, testSecretBox);
    const holder = newId();
    const shared = { database, endpoints, logger: silentLogger, holder, clock, random };
    const attempts = new AttemptsInHand({
      ...shared,
      sender: new DeliverySender(net, instance),
      bodies: {
        database,
        events: new EventStore(database),
        liquid: options.liquid ?? { renderText: () => Promise.reject(new Error('no templates')) },
        limitsOf: () => Promise.resolve(defaultRenderLimits),
        publicUrl: 'https://mw.example',
        maxBodyBytes: options.maxBodyBytes ?? 1_048_576,
      },
      publish: (messages) => {
        this.published.push(...messages);
        return Promise.resolve();
      },
      metrics: new Metrics(),
    });
    const concurrency = options.concurrency ?? 100;
    return new DeliveryRunner({ ...shared, net, instance, attempts, concurrency });
  }

  async close(): Promise<void> {
    await Promise.all(this.nets.map((net) => net.close()));
  }

  /** One row of any of the tables, or undefined. */
  async row<Row>(table: string, id: Id, key = 'id'): Promise<Row> {
    const [row] = await this.database.query<Row>(`select * from ${table} where ${key} = $1`, [id]);
    return row!;
  }

  attempts(deliveryId: Id): Promise<StagedAttempt[]> {
    return this.database.query('select * from attempts where delivery_id = $1 order by number', [
      deliveryId,
    ]);
  }

  /** Topics and data of the events that tell about endpoints and deliveries, oldest first. */
  async notices(): Promise<{ topic: string; data: Record<string, never> }[]> {
    const rows = await this.database.query<{ topic: string; data: string }>(
      `select topic, data from events where workspace_id = $1 and source = 'system' order by id`,
      [this.workspaceId],
    );
    return rows.map(({ topic, data }) => ({
      topic,
      data: JSON.parse(data) as Record<string, never>,
    }));
  }
}

/** A row of an attempt as tests look at it. */
export interface StagedAttempt {
  number: number;
  is_manual: boolean;
  started_at: Date;
  duration_ms: number | null;
  status_code: number | null;
  request_headers: Record<string, string> | null;
  response_headers: Record<string, string> | null;
  response_body: string | null;
  is_truncated: boolean;
  remote_address: string | null;
  error_code: string | null;
}
