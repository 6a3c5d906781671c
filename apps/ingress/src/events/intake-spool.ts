import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { decodeMessage, eventReceived } from '@millwright/contracts';
import { Database, type Sql } from '@millwright/database';
import { orderedAmong, queueOfEvent } from '@millwright/event';
import { Batcher, lowestIdAt, type Id } from '@millwright/kernel';
import { MessageBus, type OutgoingMessage } from '@millwright/messaging';
import { Logger, Metrics } from '@millwright/observability';
import { SpoolStore, type SpooledMessage } from './spool.store.ts';

const OPEN_POLL_MS = 250;
const IDLE_POLL_MS = 5_000;
const INSERT_BATCH = 200;
const DRAIN_BATCH = 50;
const NO_WORKSPACE = lowestIdAt(0);

/**
 * Keeps messages in Postgres while the broker is away, and hands them over in their order when it is back. Open from
 * the first one spooled until none is left: what comes meanwhile queues up behind.
 */
@Injectable()
export class IntakeSpool implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly inserts: Batcher<SpooledMessage, true>;
  private adding = 0;
  private opened = 0;
  private hasSpooled = false;
  private isStopped = false;
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly database: Database,
    private readonly bus: MessageBus,
    private readonly store: SpoolStore,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.inserts = new Batcher({ maxItems: INSERT_BATCH }, (messages) => this.insert(messages));
    metrics.gauge(
      'millwright_intake_spool_messages',
      'Events accepted while the broker was away that it has not got yet.',
      () => store.count(database),
    );
  }

  /** Whether a new message has to queue up here. */
  get isOpen(): boolean {
    return this.hasSpooled;
  }

  /** Resolves once the message is committed. @throws DatabaseUnavailableError */
  async add({ id, body }: OutgoingMessage): Promise<void> {
    this.open();
    this.adding += 1;
    try {
      await this.inserts.add({ id, message: body.toString() });
    } finally {
      this.adding -= 1;
    }
  }

  onApplicationBootstrap(): void {
    this.stopListening = this.bus.onAvailable(() => this.wake());
    // What another instance left, or this one before it was stopped.
    this.wake();
  }

  async onModuleDestroy(): Promise<void> {
    this.isStopped = true;
    this.stopListening?.();
    clearTimeout(this.timer);
    await this.draining;
  }

  private open(): void {
    this.opened += 1;
    if (this.hasSpooled) return;
    this.hasSpooled = true;
    this.logger.warn({ message: 'intake.spooling_started' });
    this.sleep(OPEN_POLL_MS);
  }

  private async insert(messages: readonly SpooledMessage[]): Promise<true[]> {
    await this.store.add(this.database, messages);
    return messages.map(() => true);
  }

  private wake(): void {
    clearTimeout(this.timer);
    this.draining ??= this.drain().finally(() => {
      this.draining = undefined;
      this.sleep(this.hasSpooled ? OPEN_POLL_MS : IDLE_POLL_MS);
    });
  }

  private sleep(ms: number): void {
    clearTimeout(this.timer);
    if (!this.isStopped) this.timer = setTimeout(() => this.wake(), ms);
  }

  private async drain(): Promise<void> {
    try {
      while (!this.isStopped && this.bus.isAvailable()) {
        const openedBefore = this.opened;
        if ((await this.drainSome()) > 0) continue;
        // Empty, not only locked by another; and nothing came while we looked.
        const isEmpty = await this.store.isEmpty(this.database);
        if (isEmpty && this.adding === 0 && this.opened === openedBefore) this.close();
        return;
      }
    } catch (error) {
      this.logger.warn({ message: 'intake.drain_failed', error });
    }
  }

  private drainSome(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const messages = await this.store.take(tx, DRAIN_BATCH);
      await this.bus.publishAll(await outgoingOf(tx, messages));
      return messages.length;
    });
  }

  private close(): void {
    if (!this.hasSpooled) return;
    this.hasSpooled = false;
    this.logger.info({ message: 'intake.spool_drained' });
  }
}

async function outgoingOf(
  sql: Sql,
  messages: readonly SpooledMessage[],
): Promise<OutgoingMessage[]> {
  const spooled = messages.map(({ id, message }) => {
    const body = Buffer.from(message);
    return { id, body, workspaceId: workspaceIn(body) };
  });
  const ordered = await orderedAmong(
    sql,
    spooled.map(({ workspaceId }) => workspaceId),
  );
  return spooled.map(({ id, body, workspaceId }) => ({
    queue: queueOfEvent({ id, workspaceId, keepsOrder: ordered.has(workspaceId) }),
    id,
    body,
  }));
}

/** The Workspace of a spooled event; of none where the message does not say. */
const workspaceIn = (message: Buffer): Id =>
  decodeMessage(eventReceived, message).head.event?.workspace_id ?? NO_WORKSPACE;
