import type { Database, Transaction } from '@millwright/database';
import type { EventStore, NewEvent, RoutedEvent } from '@millwright/event';
import {
  finishEventRuns,
  insertEvents,
  insertRoutedEvents,
  insertWork,
  takeDueEvents,
} from '@millwright/event';
import type { Clock, Id } from '@millwright/kernel';
import type { RunError } from '@millwright/liquid';
import type { OutgoingMessage } from '@millwright/messaging';
import type { FilterIndex } from '../filters/filter-index.ts';
import { FiltersChanged } from '../filters/filter-verdict.ts';
import { judgeEvents, unfiltered, type Judged } from '../filters/judge-events.ts';
import { insertTaskRuns } from '../runs/task-run.store.ts';
import type { ErrorEvents } from '../running/error-events.ts';
import { errorText } from '../running/run-outcome.ts';
import type { Workspaces } from '../workspaces.ts';
import type { EventOutlet } from './event-outlet.ts';
import { newEventsIn, openedNew, type EventToRoute, type OpenEvent } from './event-to-route.ts';
import { fitsAtOnce, storeRouted } from './route-at-once.ts';
import { nothingKnown, refuseBeforeOlder, type OrderKnown } from './older-events-due.ts';
import { endOf, messagesOf, planOf, type PlanRules, type RoutingPlan } from './routing-plan.ts';
import type { TaskIndex } from './task-index.ts';

/** What routing a batch came to. */
export interface Routed {
  events: OpenEvent['envelope'][];
  /** Those that were left out, since an earlier one of their webhook has the same key. */
  duplicates: OpenEvent['envelope'][];
  taskRuns: number;
  messages: OutgoingMessage[];
}

/** What a router knows of event filters, and what it does with those that fail. */
export interface FilterRules {
  index: FilterIndex;
  errors: ErrorEvents;
}

/**
 * Turns accepted events into task runs: event rows, event runs, task runs and their work, all or nothing. A batch
 * handled twice inserts nothing twice.
 */
export class EventRouter {
  constructor(
    private readonly database: Database,
    private readonly events: EventStore,
    private readonly index: TaskIndex,
    private readonly workspaces: Workspaces,
    private readonly clock: Clock,
    private readonly filters?: FilterRules,
    private readonly outlet?: EventOutlet,
  ) {}

  /**
   * Routes a batch; the messages are to be published once this has resolved.
   * @throws FiltersChanged when filters apply by which an event was not judged; nothing is stored then
   * @throws OlderEventsDue when others have to be routed first, by what is known of the order; nothing is stored then
   */
  async route(batch: readonly EventToRoute[], order: OrderKnown = nothingKnown): Promise<Routed> {
    return (await this.routeAtOnce(batch)) ?? this.routeInSteps(batch, order);
  }

  /**
   * In one statement: events that have no row yet, by the configuration that is known here. Undefined, and nothing is
   * stored, where that is not enough.
   */
  private async routeAtOnce(batch: readonly EventToRoute[]): Promise<Routed | undefined> {
    if (batch.some(({ stored }) => stored)) return undefined;
    const events = newEventsIn(batch);
    const open = events.map(openedNew);
    const { epoch } = this.index;
    const now = new Date(this.clock.now());
    const judged = this.judgedAsOf(epoch, open, batch, now);
    if (judged === undefined || this.goesOut(epoch, open, judged)) return undefined;
    const plan = await planOf(open, this.rulesOf(this.database, judged, now));
    // The configuration is read here and there: the plan may have been made by two of them.
    if (this.index.epoch !== epoch || !fitsAtOnce({ events, ...plan })) return undefined;
    const stored = await storeRouted(this.database, epoch, { events, ...plan });
    if (stored === undefined) return undefined;
    const { isNew, duplicates } = stored;
    const runs = plan.runs.filter(({ eventId }) => isNew.has(eventId));
    const routed = open.filter((event) => isNew.has(idOf(event)));
    return reportOf({ runs, routed: plan.routed }, routed, envelopesOf(events, duplicates));
  }

  private routeInSteps(batch: readonly EventToRoute[], order: OrderKnown): Promise<Routed> {
    return this.database.transaction(async (tx) => {
      const [, fresh, stored] = await Promise.all([
        this.index.refresh(tx),
        this.takeNew(tx, batch),
        this.takeStored(tx, batch),
      ]);
      const open = [...fresh.open, ...stored];
      await this.refuseBeforeOlder(tx, open, order);
      const now = new Date(this.clock.now());
      const judged = await this.judgedIn(tx, open, batch, now);
      const plan = await planOf(open, this.rulesOf(tx, judged, now));
      await insertTaskRuns(tx.atCommit, plan.runs);
      await insertWork(
        tx.atCommit,
        plan.runs.map((run) => ({ ...run, kind: 'task' as const })),
      );
      const wasOpen = new Set(open.filter((event) => event.wasOpen).map(idOf));
      const isOpen = ({ id }: RoutedEvent): boolean => wasOpen.has(id);
      await insertRoutedEvents(
        tx.atCommit,
        plan.routed.filter((event) => !isOpen(event)),
      );
      await finishEventRuns(tx.atCommit, plan.routed.filter(isOpen));
      const report = reportOf(plan, open, fresh.duplicates);
      report.messages.push(...(await this.sendOut(tx, open, judged, now)));
      return report;
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

  private rulesOf(sql: Database | Transaction, { verdicts }: Judged, now: Date): PlanRules {
    const { index, workspaces } = this;
    const timezoneOf = async (id: Id): Promise<string> =>
      (await workspaces.factsOf(sql, id)).timezone;
    return { index, verdicts, timezoneOf, now };
  }

  /** What the filters known here say; undefined when that is not for sure, or when one of them failed. */
  private judgedAsOf(
    epoch: number,
    open: readonly OpenEvent[],
    batch: readonly EventToRoute[],
    now: Date,
  ): Judged | undefined {
    if (this.filters === undefined) return unfiltered;
    const { index } = this.filters;
    if (index.epoch !== epoch) return undefined;
    const judged = judgeEvents(index, open, batch, now);
    return judged.failed.length + judged.stale.size > 0 ? undefined : judged;
  }

  /** What the filters say as they are in this transaction. */
  private async judgedIn(
    tx: Transaction,
    open: readonly OpenEvent[],
    batch: readonly EventToRoute[],
    now: Date,
  ): Promise<Judged> {
    if (this.filters === undefined) return unfiltered;
    const { index, errors } = this.filters;
    await index.refresh(tx, this.index.epoch);
    const judged = judgeEvents(index, open, batch, now);
    if (judged.stale.size > 0) throw new FiltersChanged(judged.stale);
    await errors.ofEvents(tx, this.index, judged.failed);
    return judged;
  }

  /** Whether some of it may go out: then it takes more than one statement. */
  private goesOut(epoch: number, open: readonly OpenEvent[], judged: Judged): boolean {
    const { outlet } = this;
    if (outlet === undefined) return false;
    return outlet.epoch !== epoch || passedOf(open, judged).some((event) => outlet.wants(event));
  }

  private async refuseBeforeOlder(
    tx: Transaction,
    open: readonly OpenEvent[],
    order: OrderKnown,
  ): Promise<void> {
    if (this.outlet === undefined) return;
    await this.outlet.refresh(tx, this.index.epoch);
    await refuseBeforeOlder(tx, open, this.outlet, order);
  }

  private async sendOut(
    tx: Transaction,
    open: readonly OpenEvent[],
    judged: Judged,
    now: Date,
  ): Promise<OutgoingMessage[]> {
    if (this.outlet === undefined) return [];
    return this.outlet.take(tx, passedOf(open, judged), now);
  }

  private async takeNew(
    tx: Transaction,
    batch: readonly EventToRoute[],
  ): Promise<{ open: OpenEvent[]; duplicates: Routed['duplicates'] }> {
    const events = newEventsIn(batch);
    const { isNew, duplicates } = await insertEvents(tx, events);
    const open = events.filter(({ envelope }) => isNew.has(envelope.id)).map(openedNew);
    return { open, duplicates: envelopesOf(events, duplicates) };
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
    const rounds = new Map(taken.map(({ id, round }) => [id, round]));
    return [...hints.values()].flatMap(({ eventId: id, event, data }) => {
      const whole =
        event !== undefined && data !== undefined ? { envelope: event, data } : read.get(id);
      const round = rounds.get(id);
      return whole === undefined || round === undefined ? [] : [{ ...whole, round, wasOpen: true }];
    });
  }
}

const idOf = ({ envelope }: OpenEvent): Id => envelope.id;

const passedOf = (open: readonly OpenEvent[], { verdicts }: Judged): OpenEvent[] =>
  open.filter((event) => (verdicts.get(idOf(event))?.is ?? 'passed') === 'passed');

const envelopesOf = (events: readonly NewEvent[], ids: ReadonlySet<Id>): Routed['duplicates'] =>
  events.filter(({ envelope }) => ids.has(envelope.id)).map(({ envelope }) => envelope);

const reportOf = (
  { runs }: RoutingPlan,
  open: readonly OpenEvent[],
  duplicates: Routed['duplicates'],
): Routed => ({
  events: open.map(({ envelope }) => envelope),
  duplicates,
  taskRuns: runs.length,
  messages: messagesOf(runs, open),
});
