import type { EventEnvelope } from '@millwright/contracts';
import { type RoutedEvent, taskRunMessage } from '@millwright/event';
import { childIdOf, type Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { offsetFrom } from '../definitions/offset.ts';
import type { FilterVerdict } from '../filters/filter-verdict.ts';
import { unnamedLane } from '../lanes/lane.ts';
import type { NewTaskRun } from '../runs/task-run.store.ts';
import { errorText } from '../running/run-outcome.ts';
import { scheduledAtOf } from '../timing/ticks/scheduled-lines.ts';
import type { OpenEvent } from './event-to-route.ts';
import { matchesOf } from './match.ts';
import type { TaskIndex } from './task-index.ts';

/** What routing some events comes to, before anything of it is stored. */
export interface RoutingPlan {
  runs: NewTaskRun[];
  routed: RoutedEvent[];
}

/** What a plan is made by. */
export interface PlanRules {
  index: TaskIndex;
  /** The verdicts of event filters; who has none passed. */
  verdicts: ReadonlyMap<Id, FilterVerdict>;
  timezoneOf: (workspaceId: Id) => Promise<string>;
  now: Date;
}

/**
 * The task runs of events, and the ends of their event runs. The ids of task runs derive from event, round, task and
 * subscription, so that a plan carried out twice inserts nothing twice.
 */
export async function planOf(open: readonly OpenEvent[], rules: PlanRules): Promise<RoutingPlan> {
  const plan: RoutingPlan = { runs: [], routed: [] };
  for (const event of open) {
    const verdict = rules.verdicts.get(event.envelope.id) ?? { is: 'passed' };
    const runs = verdict.is === 'passed' ? await runsOf(event, rules) : [];
    plan.runs.push(...runs);
    plan.routed.push({
      ...endOf(event.envelope, rules.now),
      pending: runs.length,
      ...judgedEndOf(verdict),
    });
  }
  return plan;
}

/** The end of the event run of an event that makes no task runs. */
export const endOf = (envelope: EventEnvelope, now: Date): RoutedEvent => ({
  id: envelope.id,
  workspaceId: envelope.workspace_id,
  state: 'succeeded',
  runAt: new Date(envelope.created_at),
  pending: 0,
  stoppedAt: now,
  error: null,
});

/** The messages of the runs that are due, each with its event. */
export function messagesOf(
  runs: readonly NewTaskRun[],
  open: readonly OpenEvent[],
): OutgoingMessage[] {
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

async function runsOf(
  { envelope, data, round }: OpenEvent,
  { index, timezoneOf, now }: PlanRules,
): Promise<NewTaskRun[]> {
  const matches = matchesOf(envelope, index, data);
  if (matches.length === 0) return [];
  const timezone = await timezoneOf(envelope.workspace_id);
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
