import type { EventEnvelope } from '@millwright/contracts';
import type { Transaction } from '@millwright/database';
import type { NewEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { RunError } from '@millwright/liquid';
import type { TaskIndex } from '../routing/task-index.ts';
import type { ChildEventStore } from './child-event.store.ts';
import {
  eventInPayload,
  failedEvents,
  storedTaskRuns,
  taskInPayload,
  type FailedEvent,
} from './error-payload.ts';
import { actionInLiquid, PERFORM_TOPIC, type EndedActionRun } from './perform-events.ts';
import { runInLiquid } from './run-in-liquid.ts';
import { errorText } from './run-outcome.ts';
import { errorTopicOf, isErrorTopic } from './error-topics.ts';
import { systemEvent } from './system-event.ts';

/** So many answers to actions, each to one of the answer before, are looked through for what they began with. */
const MAX_ANSWERS = 100;

type Subscribers = Pick<TaskIndex, 'subscribers'>;

/** An event run that failed, of an event that may have no row yet. */
export interface EventFailure {
  envelope: EventEnvelope;
  error: RunError;
  round: number;
  at: Date;
  /** The event filter that failed. */
  filter?: { id: Id; name: string };
}

/** A task run that failed for good, before its end is stored. */
export interface TaskFailure {
  id: Id;
  workspaceId: Id;
  eventId: Id;
  taskId: Id;
  taskVersion: number | null;
  round: number;
  attempt: number;
  startedAt: Date;
  stoppedAt: Date;
  error: RunError;
}

/** An action run that failed for good. */
export interface ActionFailure {
  action: EndedActionRun;
  error: RunError;
}

/** What its error event is made from, once it is known that somebody receives it. */
interface Failure {
  kind: 'task' | 'action';
  workspaceId: Id;
  eventId: Id;
  taskId: Id;
  taskRunId: Id;
  runId: Id;
  round: number;
  at: Date;
  message: string;
  recipients: Id[];
  task?: TaskFailure;
  action?: EndedActionRun;
}

/**
 * Makes the events by which tasks hear of failed runs, in the transaction that stores the failure. None where no task
 * may receive one, and none about failures below an error event, or in what tells of actions that it led to: that
 * would go round for ever.
 */
export class ErrorEvents {
  constructor(private readonly children: ChildEventStore) {}

  /** Of event runs, before these are finished. */
  async ofEvents(
    tx: Transaction,
    tasks: Subscribers,
    failures: readonly EventFailure[],
  ): Promise<void> {
    const made = failures.flatMap((failure): NewEvent[] => {
      const { envelope, error, round, at, filter } = failure;
      const { id, workspace_id: workspaceId, topic } = envelope;
      const taskIds = recipientsOf(tasks, workspaceId, 'event', undefined);
      if (taskIds.length === 0 || isErrorTopic(topic)) return [];
      const data = {
        message: error.message,
        event: { ...eventInPayload(whole(envelope)), run: runInLiquid(failedRunOf(failure)) },
        ...(filter === undefined ? {} : { filter }),
      };
      const of = { workspaceId, eventId: id, runId: id, round, at, data, taskIds };
      return [systemEvent({ ...of, topic: errorTopicOf('event') })];
    });
    await this.children.add(tx, made);
  }

  /** Of task runs and action runs, before their ends are stored. */
  async ofRuns(
    tx: Transaction,
    tasks: Subscribers,
    failed: { tasks: readonly TaskFailure[]; actions: readonly ActionFailure[] },
  ): Promise<void> {
    const failures = [
      ...failed.tasks.map((failure) => ofTask(tasks, failure)),
      ...failed.actions.map((failure) => ofAction(tasks, failure)),
    ].filter(({ recipients }) => recipients.length > 0);
    if (failures.length === 0) return;
    const events = await failedEvents(tx, [...new Set(failures.map(({ eventId }) => eventId))]);
    const made: NewEvent[] = [];
    for (const failure of failures) {
      const event = events.get(failure.eventId);
      if (event === undefined || (await leadsFromError(tx, event))) continue;
      made.push(await errorEventOf(tx, failure, event));
    }
    await this.children.add(tx, made);
  }
}

/** Who may receive: whoever subscribes to error topics alone, and of others the task that failed itself. */
function recipientsOf(
  tasks: Subscribers,
  workspaceId: Id,
  kind: 'event' | 'task' | 'action',
  failedTaskId: Id | undefined,
): Id[] {
  const subscribed = tasks.subscribers(workspaceId, errorTopicOf(kind));
  const may = subscribed.filter(
    ({ task }) => task.id === failedTaskId || task.subscriptions.every(isErrorTopic),
  );
  return [...new Set(may.map(({ task }) => task.id))];
}

function ofTask(tasks: Subscribers, failure: TaskFailure): Failure {
  const { id, workspaceId, eventId, taskId, round, stoppedAt, error } = failure;
  return {
    kind: 'task',
    workspaceId,
    eventId,
    taskId,
    taskRunId: id,
    runId: id,
    round,
    at: stoppedAt,
    message: error.message,
    recipients: recipientsOf(tasks, workspaceId, 'task', taskId),
    task: failure,
  };
}

function ofAction(tasks: Subscribers, { action, error }: ActionFailure): Failure {
  const { id, workspaceId, eventId, taskId, taskRunId, round, stoppedAt } = action;
  return {
    kind: 'action',
    workspaceId,
    eventId,
    taskId,
    taskRunId,
    runId: id,
    round,
    at: stoppedAt ?? new Date(),
    message: error.message,
    recipients: recipientsOf(tasks, workspaceId, 'action', taskId),
    action,
  };
}

/** Whether an event is an error event, or tells of an action that one led to, through however many others. */
async function leadsFromError(tx: Transaction, { id, topic }: FailedEvent): Promise<boolean> {
  if (topic !== PERFORM_TOPIC) return isErrorTopic(topic);
  const [origin] = await tx.query<{ topic: string; depth: number }>(
    `with recursive up as (
       select parent_id, topic, 1 as depth from events where id = $1
       union all
       select e.parent_id, e.topic, depth + 1 from up join events e on e.id = up.parent_id
       where up.topic = $2 and depth < ${MAX_ANSWERS}
     )
     select topic, depth from up order by depth desc limit 1`,
    [id, PERFORM_TOPIC],
  );
  // One that has gone on for so long has no end.
  return origin !== undefined && (origin.depth === MAX_ANSWERS || isErrorTopic(origin.topic));
}

async function errorEventOf(
  tx: Transaction,
  failure: Failure,
  event: FailedEvent,
): Promise<NewEvent> {
  const { kind, task: failedTask, action, recipients: taskIds } = failure;
  const stored = (await storedTaskRuns(tx, [failure.taskRunId])).get(failure.taskRunId);
  const ended = stored && failedTask && { ...stored, ...endOf(failedTask) };
  const version = failedTask?.taskVersion ?? stored?.version ?? null;
  const task = await taskInPayload(tx, failure.taskId, version);
  const run = ended ?? stored;
  const data = {
    message: failure.message,
    event: { ...eventInPayload(event), run: runInLiquid(event.run) },
    task: { ...task, run: run === undefined ? null : runInLiquid(run) },
    ...(action === undefined ? {} : { action: actionInLiquid(action) }),
  };
  return systemEvent({ ...failure, topic: errorTopicOf(kind), data, taskIds });
}

const endOf = ({ attempt, startedAt, stoppedAt, error }: TaskFailure) => ({
  state: 'failed',
  attempts: attempt,
  startedAt,
  stoppedAt,
  error: errorText(error),
});

const whole = ({
  id,
  topic,
  source,
  created_at: createdAt,
  request_id: requestId,
}: EventEnvelope) => ({
  id,
  topic,
  source,
  createdAt,
  requestId,
});

const failedRunOf = ({ envelope, error, at }: EventFailure) => ({
  id: envelope.id,
  state: 'failed',
  runAt: new Date(envelope.created_at),
  enqueuedAt: new Date(envelope.created_at),
  attempts: 1,
  startedAt: at,
  stoppedAt: at,
  error: errorText(error),
  result: null,
  resultMeta: null,
});
