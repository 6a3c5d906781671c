import { noActionPorts } from '@millwright/action/testing';
import {
  BulkOperationReader,
  ShopBudgets,
  ShopReader,
  type ActionContext,
} from '@millwright/action';
import type { ConnectionSource } from '@millwright/connection';
import {
  actionRunRequested,
  decodeMessage,
  eventReceived,
  taskCalled,
  taskRunRequested,
} from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { EventStore, type NewEvent } from '@millwright/event';
import { newId, systemClock, type Id } from '@millwright/kernel';
import { LiquidPool } from '@millwright/liquid';
import type { OutgoingMessage } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { BulkOperationWatch } from '../bulk-operations/bulk-operation-watch.ts';
import { EventFilterGate } from '../filters/event-filter-gate.ts';
import { FilterIndex } from '../filters/filter-index.ts';
import { BatchRouter } from '../routing/batch-router.ts';
import { EventRouter } from '../routing/event-router.ts';
import { TaskIndex } from '../routing/task-index.ts';
import { ActionRunPerformer } from '../running/action-run.performer.ts';
import { CallPerformer } from '../running/call.performer.ts';
import { ChildEventStore } from '../running/child-event.store.ts';
import { EndEvents } from '../running/end-events.ts';
import { ErrorEvents } from '../running/error-events.ts';
import { HeldWork } from '../running/held-work.ts';
import { InTransactionPerformer } from '../running/perform-in-transaction.ts';
import { TaskCatalogue } from '../running/task-catalogue.ts';
import { TaskRunPerformer } from '../running/task-run.performer.ts';
import type { ScriptValues, WorkspaceFacts } from '../workspaces.ts';
import { TestValues } from './test-values.ts';
import { testWorkspaces } from './test-workspaces.ts';

/** How a {@link TestRunner} differs from the usual. */
export interface TestRunnerOptions {
  actionTimeLimitMs?: number;
  /** The Connections of every Workspace; without them scripts have no shop. */
  connections?: ConnectionSource;
}

/** A router and a runner without a bus between them: messages are kept until the test hands them over. */
export class TestRunner {
  readonly instanceId = newId();
  readonly messages: OutgoingMessage[] = [];
  /** What was told to instances that wait. */
  readonly replies: OutgoingMessage[] = [];
  readonly calls: CallPerformer;
  readonly tasks: TaskRunPerformer;
  readonly actions: ActionRunPerformer;
  readonly held: HeldWork;
  readonly bulkOperations: BulkOperationWatch;
  private readonly router: EventRouter;
  private readonly batches: BatchRouter;
  private readonly liquid = new LiquidPool({ threads: 1 });

  constructor(
    readonly database: Database,
    net: ActionContext['net'],
    facts: Partial<WorkspaceFacts> = {},
    readonly values: ScriptValues = new TestValues(),
    { actionTimeLimitMs = 600_000, connections }: TestRunnerOptions = {},
  ) {
    const workspaces = testWorkspaces(facts);
    const events = new EventStore(database);
    const clock = systemClock;
    const publish = async (messages: readonly OutgoingMessage[]): Promise<void> => {
      this.messages.push(...messages);
    };
    this.held = new HeldWork(database, this.instanceId, silentLogger);
    const children = new ChildEventStore(publish, clock, workspaces);
    const shop = { connections: connections ?? noActionPorts.connections, net, clock };
    const tools = { ...shop, shops: new ShopBudgets() };
    const watch = { reader: new BulkOperationReader(tools), everyMs: 0, logger: silentLogger };
    this.bulkOperations = new BulkOperationWatch({ ...{ database, clock, children }, ...watch });
    const inTransaction = new InTransactionPerformer({
      ...noActionPorts,
      ...tools,
      bulkOperations: this.bulkOperations,
      net,
      clock,
      events: children,
    });
    const catalogue = new TaskCatalogue(database);
    const shared = {
      database,
      catalogue,
      endEvents: new EndEvents(children, catalogue.index),
      workspaces,
      held: this.held,
      clock,
      instanceId: this.instanceId,
      publish,
    };
    const cacheOf = () => ({
      cacheValue: () => Promise.resolve(undefined),
      cacheEntries: () => Promise.resolve([]),
    });
    const index = new FilterIndex();
    const errors = new ErrorEvents(children);
    this.router = new EventRouter(database, events, new TaskIndex(), workspaces, clock, {
      index,
      errors,
    });
    const gate = new EventFilterGate({
      database,
      events,
      index,
      liquid: this.liquid,
      workspaces,
      globals: values,
      cacheOf,
    });
    this.batches = new BatchRouter(this.router, publish, () => undefined, gate);
    this.tasks = new TaskRunPerformer({
      ...shared,
      events,
      liquid: this.liquid,
      actions: inTransaction,
      cacheOf,
      values,
      ...(connections && { shops: { reader: new ShopReader(tools), liquid: this.liquid } }),
    });
    this.calls = new CallPerformer(database, this.tasks, publish);
    this.actions = new ActionRunPerformer({
      ...shared,
      inTransaction,
      secrets: values,
      timeLimitMs: actionTimeLimitMs,
    });
  }

  /** Routes an event as it came from the broker; its task runs' messages are kept. */
  async route({ envelope, data, request }: NewEvent): Promise<void> {
    const whole = { eventId: envelope.id, stored: false, event: envelope, data, request };
    await this.batches.add(whole);
  }

  /** Routes an event that is due and has its row. */
  async routeStored(eventId: Id): Promise<void> {
    const hint = { eventId, stored: true, event: undefined, data: undefined, request: null };
    this.messages.push(...(await this.router.route([hint])).messages);
  }

  /** Hands over every kept message, and those that come of it, until none is left. */
  async drain(): Promise<void> {
    for (let message = this.messages.shift(); message; message = this.messages.shift()) {
      await this.handle(message);
    }
  }

  /** Handles one message as a consumer would. */
  async handle(message: OutgoingMessage, { redelivered = false } = {}): Promise<void> {
    if (message.queue.startsWith('events')) {
      const { head, data } = decodeMessage(eventReceived, message.body);
      const { event_id: eventId, stored, event } = head;
      await this.batches.add({ eventId, stored, event, data, request: null });
    } else if (message.queue === 'calls') {
      const { head, data } = decodeMessage(taskCalled, message.body);
      await this.calls.perform(head, data, { redelivered });
    } else if (message.queue.startsWith('replies')) {
      this.replies.push(message);
    } else if (message.queue.startsWith('task-runs')) {
      const { head, data } = decodeMessage(taskRunRequested, message.body);
      await this.tasks.perform(head, data, { redelivered });
    } else {
      const claimed = await this.actions.claim(
        decodeMessage(actionRunRequested, message.body).head,
      );
      if (claimed !== undefined) await this.actions.perform(claimed);
    }
    // What is published after a commit is not waited for.
    await new Promise(setImmediate);
  }

  async close(): Promise<void> {
    await this.held.handBack();
    await this.liquid.close();
  }
}

/** The rows of a table that belong to an event. */
export const rowsOf = (
  database: Database,
  table: 'event_runs' | 'task_runs' | 'action_runs' | 'work',
  eventId: Id,
): Promise<Record<string, unknown>[]> =>
  database.query(
    `select * from ${table} where ${table === 'event_runs' ? 'id' : 'event_id'} = $1 order by id`,
    [eventId],
  );
