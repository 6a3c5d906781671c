import type { ActionContext } from '@millwright/action';
import { decodeMessage, actionRunRequested, taskRunRequested } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { EventStore, type NewEvent } from '@millwright/event';
import { newId, systemClock, type Id } from '@millwright/kernel';
import { defaultRenderLimits, LiquidPool } from '@millwright/liquid';
import type { OutgoingMessage } from '@millwright/messaging';
import { silentLogger } from '@millwright/observability';
import { EventRouter } from '../routing/event-router.ts';
import { TaskIndex } from '../routing/task-index.ts';
import { ActionRunPerformer } from '../running/action-run.performer.ts';
import { ChildEventStore } from '../running/child-event.store.ts';
import { HeldWork } from '../running/held-work.ts';
import { InTransactionPerformer } from '../running/perform-in-transaction.ts';
import { TaskCatalogue } from '../running/task-catalogue.ts';
import { TaskRunPerformer } from '../running/task-run.performer.ts';
import type { WorkspaceFacts } from '../workspaces.ts';

/** A router and a runner without a bus between them: messages are kept until the test hands them over. */
export class TestRunner {
  readonly instanceId = newId();
  readonly messages: OutgoingMessage[] = [];
  readonly tasks: TaskRunPerformer;
  readonly actions: ActionRunPerformer;
  readonly held: HeldWork;
  private readonly router: EventRouter;
  private readonly liquid = new LiquidPool({ threads: 1 });

  constructor(
    readonly database: Database,
    net: ActionContext['net'],
    facts: Partial<WorkspaceFacts> = {},
  ) {
    const all: WorkspaceFacts = {
      timezone: 'UTC',
      retry: { maxAttempts: 3, delaysSeconds: [60] },
      renderLimits: defaultRenderLimits,
      shop: { name: 'Shop' },
      ...facts,
    };
    const workspaces = { factsOf: () => Promise.resolve(all) };
    const events = new EventStore(database);
    const clock = systemClock;
    const publish = async (messages: readonly OutgoingMessage[]): Promise<void> => {
      this.messages.push(...messages);
    };
    this.held = new HeldWork(database, this.instanceId, silentLogger);
    const inTransaction = new InTransactionPerformer({
      net,
      clock,
      // Hints of child events are not routed here.
      events: new ChildEventStore(() => Promise.resolve(), clock),
    });
    const shared = {
      database,
      catalogue: new TaskCatalogue(database),
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
    this.router = new EventRouter(database, events, new TaskIndex(), workspaces, clock);
    this.tasks = new TaskRunPerformer({
      ...shared,
      events,
      liquid: this.liquid,
      actions: inTransaction,
      cacheOf,
    });
    this.actions = new ActionRunPerformer({ ...shared, inTransaction });
  }

  /** Routes an event as it came from the broker; its task runs' messages are kept. */
  async route({ envelope, data, request }: NewEvent): Promise<void> {
    const whole = { eventId: envelope.id, stored: false, event: envelope, data, request };
    const { messages } = await this.router.route([whole]);
    this.messages.push(...messages);
  }

  /** Hands over every kept message, and those that come of it, until none is left. */
  async drain(): Promise<void> {
    for (let message = this.messages.shift(); message; message = this.messages.shift()) {
      await this.handle(message);
    }
  }

  /** Handles one message as a consumer would. */
  async handle(message: OutgoingMessage, { redelivered = false } = {}): Promise<void> {
    if (message.queue.startsWith('task-runs')) {
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
