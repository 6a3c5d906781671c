import type { EventEnvelope, RequestRecord, VerificationRecord } from '@millwright/contracts';
import type { Database, Sql, Transaction } from '@millwright/database';
import type { EventStore } from '@millwright/event';
import {
  finishEventRuns,
  insertEvents,
  insertRoutedEvents,
  insertWork,
  takeDueEvents,
  type RoutedEvent,
} from '@millwright/event';
import { childIdOf, type Clock, type Id, type RawJson } from '@millwright/kernel';
import type { RunError } from '@millwright/liquid';
import type { OutgoingMessage } from '@millwright/messaging';
import { offsetFrom } from '../definitions/offset.ts';
import type { FilterIndex } from '../filters/filter-index.ts';
import { FiltersChanged, type FilterVerdict, type Judgement } from '../filters/filter-verdict.ts';
import { unnamedLane } from '../lanes/lane.ts';
import { taskRunMessage } from '../runs/run-messages.ts';
import type { ErrorEvents, EventFailure } from '../running/error-events.ts';
import { errorText } from '../running/run-outcome.ts';
import { scheduledAtOf } from '../timing/ticks/scheduled-lines.ts';
import { insertTaskRuns, type NewTaskRun } from '../runs/task-run.store.ts';
import type { Workspaces } from '../workspaces.ts';
import { matchesOf } from './match.ts';
import type { TaskIndex } from './task-index.ts';

/** An event to be routed: whole, when its message is the only record, or known by its id, with the rest at hand or not. */
export interface EventToRoute {
  eventId: Id;
  stored: boolean;
  event: EventEnvelope | undefined;
  data: RawJson | undefined;
  request: RequestRecord | null;
  verification?: VerificationRecord | null;
  /** What the event filters of its Workspace say; missing where none apply. */
  judgement?: Judgement;
}

/** What routing a batch came to. */
export interface Routed {
  events: EventEnvelope[];
  taskRuns: number;
  messages: OutgoingMessage[];
}

/** An event whose turn it is in this transaction. */
interface OpenEvent {
  envelope: EventEnvelope;
  data: RawJson;
  round: number;
  /** Whether it was open work, with an event run to finish, or came through the broker. */
  wasOpen: boolean;
}

/** What a router knows of event filters, and what it does with those that fail. */
export interface FilterRules {
  index: FilterIndex;
  errors: ErrorEvents;
}

const passed: FilterVerdict = { is: 'passed' };

/**
 * Turns accepted events into task runs: event rows, event runs, task runs and their work in one transaction. The ids
 * of task runs derive from event, round, task and subscription, so that a batch handled twice inserts nothing twice.
 */
export class EventRouter {
  constructor(
    private readonly database: Database,
    private readonly events: EventStore,
    private readonly index: TaskIndex,
    private readonly workspaces: Workspaces,
    private readonly clock: Clock,
    private readonly filters?: FilterRules,
  ) {}

  /**
   * Routes a batch; the messages are to be published once this has resolved.
   * @throws FiltersChanged when filters apply by which an event was not judged; nothing is stored then
   */
  route(batch: readonly EventToRoute[]): Promise<Routed> {
    return this.database.transaction(async (tx) => {
      const [, ...taken] = await Promise.all([
        this.index.refresh(tx),
        this.takeNew(tx, batch),
        this.takeStored(tx, batch),
      ]);
      const open = taken.flat();
      const verdicts = await this.verdictsOn(tx, open, batch);
      const now = new Date(this.clock.now());
      const runs: NewTaskRun[] = [];
      for (const event of open)
        if (verdictIn(verdicts, event).is === 'passed')
          runs.push(...(await this.runsOf(tx, event, now)));
      await insertTaskRuns(tx.atCommit, runs);
      await insertWork(
        tx.atCommit,
        runs.map((run) => ({ ...run, kind: 'task' as const })),
      );
      await this.finish(tx.atCommit, open, { runs, verdicts }, now);
      const events = open.map(({ envelope }) => envelope);
      return { events, taskRuns: runs.length, messages: messagesOf(runs, open) };
    });
  }

  /** Ends the event run of an event that cannot be routed. One without a row has none: its message is its record. */
  async fail({ eventId }: EventToRoute, error: RunError): Promise<void> {
    await this.database.transaction(async (tx) => {
      const taken = await takeDueEvents(tx, [eventId]);
      const failed = await this.events.eventsOf(
        tx,
        taken.map(({ id }) => id),
      );
      const now = new Date(this.clock.now());
      const ends = failed.map(({ envelope }): RoutedEvent => ({
        ...endOf(envelope, now),
        state: 'failed',
        error: errorText(error),
      }));
      await finishEventRuns(tx, ends);
      const rounds = new Map(taken.map(({ id, round }) => [id, round]));
      await this.index.refresh(tx);
      await this.filters?.errors.ofEvents(
        tx,
        this.index,
        failed.map(({ envelope }) => ({
          envelope,
          error,
          round: rounds.get(envelope.id) ?? 0,
          at: now,
        })),
      );
    });
  }

  /** What the filters, as they are in this transaction, say of events; those that pass are left out. */
  private async verdictsOn(
    tx: Transaction,
    open: readonly OpenEvent[],
    batch: readonly EventToRoute[],
  ): Promise<ReadonlyMap<Id, FilterVerdict>> {
    const verdicts = new Map<Id, FilterVerdict>();
    if (this.filters === undefined) return verdicts;
    const { index, errors } = this.filters;
    await index.refresh(tx, this.index.epoch);
    if (index.isEmpty) return verdicts;
    const judgements = new Map(batch.map(({ eventId, judgement }) => [eventId, judgement]));
    const failed: EventFailure[] = [];
    const stale = new Set<Id>();
    for (const { envelope, round } of open) {
      const applicable = index.filtersFor(envelope);
      if (applicable.length === 0) continue;
      const judgement = judgements.get(envelope.id);
      if (judgement?.filters !== applicable) {
        stale.add(envelope.id);
        continue;
      }
      const { verdict } = judgement;
      if (verdict.is !== 'passed') verdicts.set(envelope.id, verdict);
      if (verdict.is === 'failed') {
        failed.push({ envelope, round, ...verdict, at: new Date(this.clock.now()) });
      }
    }
    if (stale.size > 0) throw new FiltersChanged(stale);
    await errors.ofEvents(tx, this.index, failed);
    return verdicts;
  }

  private async takeNew(tx: Transaction, batch: readonly EventToRoute[]): Promise<OpenEvent[]> {
    const whole = batch.flatMap(({ stored, event, data, request, verification }) =>
      stored || event === undefined || data === undefined
        ? []
        : [{ envelope: event, data, request, verification }],
    );
    const isNew = new Set(await insertEvents(tx, whole));
    // A message that came twice within one batch: its row is new only once.
    return whole
      .filter(({ envelope }) => isNew.delete(envelope.id))
      .map(({ envelope, data }) => ({ envelope, data, round: 0, wasOpen: false }));
  }

  private async takeStored(tx: Transaction, batch: readonly EventToRoute[]): Promise<OpenEvent[]> {
    const hints = new Map(
      batch.filter(({ stored }) => stored).map((event) => [event.eventId, event]),
    );
    if (hints.size === 0) return [];
    const taken = await takeDueEvents(tx, [...hints.keys()]);
    const absent = taken.filter(({ id }) => hints.get(id)?.data === undefined).map(({ id }) => id);
    const read = new Map(
      (await this.events.eventsOf(tx, absent)).map((event) => [event.envelope.id, event]),
    );
    return taken.flatMap(({ id, round }) => {
      const { event, data } = hints.get(id)!;
      const whole =
        event !== undefined && data !== undefined ? { envelope: event, data } : read.get(id);
      return whole === undefined ? [] : [{ ...whole, round, wasOpen: true }];
    });
  }

  private async runsOf(
    tx: Transaction,
    { envelope, data, round }: OpenEvent,
    now: Date,
  ): Promise<NewTaskRun[]> {
    const matches = matchesOf(envelope, this.index, data);
    if (matches.length === 0) return [];
    const { timezone } = await this.workspaces.factsOf(tx, envelope.workspace_id);
    const since = scheduledAtOf(envelope.topic, data) ?? now;
    // By id: lines that mean the same make one run, and it is counted once.
    const runs = new Map<Id, NewTaskRun>();
    for (const { task, subscription } of matches) {
      const { line, key, offset } = subscription;
      const runAt = offset === undefined ? now : offsetFrom(since, offset, timezone);
      const id = childIdOf(envelope.id, `task-run/${round}/${task.id}/${key}`);
      if (runs.has(id)) continue;
      runs.set(id, {
        id,
        workspaceId: envelope.workspace_id,
        eventId: envelope.id,
        taskId: task.id,
        taskPath: task.path,
        taskVersion: task.version,
        subscription: line,
        priority: task.priority,
        lane: task.isLaned ? unnamedLane(task.id) : null,
        state: runAt > now ? 'scheduled' : 'due',
        runAt,
        createdAt: now,
      });
    }
    return [...runs.values()];
  }

  private async finish(
    sql: Sql,
    open: readonly OpenEvent[],
    { runs, verdicts }: { runs: readonly NewTaskRun[]; verdicts: ReadonlyMap<Id, FilterVerdict> },
    now: Date,
  ): Promise<void> {
    const pending = new Map<Id, number>();
    for (const { eventId } of runs) pending.set(eventId, (pending.get(eventId) ?? 0) + 1);
    const routedOf = (event: OpenEvent): RoutedEvent => ({
      ...endOf(event.envelope, now),
      pending: pending.get(event.envelope.id) ?? 0,
      ...judgedEndOf(verdictIn(verdicts, event)),
    });
    await insertRoutedEvents(sql, open.filter(({ wasOpen }) => !wasOpen).map(routedOf));
    await finishEventRuns(sql, open.filter(({ wasOpen }) => wasOpen).map(routedOf));
  }
}

const endOf = (envelope: EventEnvelope, now: Date): RoutedEvent => ({
  id: envelope.id,
  workspaceId: envelope.workspace_id,
  state: 'succeeded',
  runAt: new Date(envelope.created_at),
  pending: 0,
  stoppedAt: now,
  error: null,
});

const verdictIn = (verdicts: ReadonlyMap<Id, FilterVerdict>, { envelope }: OpenEvent) =>
  verdicts.get(envelope.id) ?? passed;

function judgedEndOf(verdict: FilterVerdict): Partial<RoutedEvent> {
  switch (verdict.is) {
    case 'passed':
      return {};
    case 'stopped':
      return { filteredBy: verdict.by };
    case 'failed':
      return { state: 'failed', error: errorText(verdict.error) };
  }
}

function messagesOf(runs: readonly NewTaskRun[], open: readonly OpenEvent[]): OutgoingMessage[] {
  const events = new Map(open.map((event) => [event.envelope.id, event]));
  return runs
    .filter(({ state }) => state === 'due')
    .map((run) =>
      taskRunMessage(
        {
          run_id: run.id,
          round: 0,
          workspace_id: run.workspaceId,
          event_id: run.eventId,
          task_id: run.taskId,
          task_version: run.taskVersion,
        },
        run.priority,
        events.get(run.eventId)!,
      ),
    );
}
