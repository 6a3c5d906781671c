import { childIdAt, RawJson } from '@millwright/kernel';
import type { Action, TransactionContext } from '../../action.ts';
import { type Failed, failed, invalidOption, succeeded } from '../../outcome.ts';
import { type EventOptions, eventOptions, NO_TIME } from './event.options.ts';
import { msOfTime } from './time-to-read.ts';

/**
 * Makes an event: a child of the one whose run rendered the action. Its id is derived from the action run, its round
 * and the first start, so that performing it twice makes one event; it commits with the run.
 */
export const event = {
  name: 'event',
  where: 'transaction',
  options: eventOptions,
  async perform(options, context) {
    const refusal = (await oversizedData(options, context)) ?? (await unfitTasks(options, context));
    if (refusal) return refusal;

    const { sql, events, workspaceId, eventId, actionRunId, round, startedAtMs } = context;
    const wantedMs = await wantedTime(options, context);
    if (wantedMs === undefined) return invalidOption('run_at', NO_TIME);
    const id = childIdAt(startedAtMs, actionRunId, `event/${round}`);
    const runAt = new Date(Math.max(wantedMs, startedAtMs));
    const { topic, data, taskIds = null } = options;
    await events.insert(sql, {
      id,
      workspaceId,
      topic,
      data: new RawJson(data),
      parentId: eventId,
      taskIds,
      runAt,
    });
    return succeeded({ event_id: id, topic, run_at: runAt.toISOString() });
  },
} satisfies Action<EventOptions>;

/** Milliseconds since 1970; undefined for a text that is no time in this year and place. */
async function wantedTime(
  { runAt }: EventOptions,
  { sql, events, workspaceId, startedAtMs: nowMs }: TransactionContext,
): Promise<number | undefined> {
  if (runAt === undefined) return nowMs;
  return msOfTime(runAt, { nowMs, timeZone: await events.timeZone(sql, workspaceId) });
}

async function oversizedData(
  { data }: EventOptions,
  { sql, events, workspaceId }: TransactionContext,
): Promise<Failed | undefined> {
  const limit = await events.maxDataBytes(sql, workspaceId);
  const bytes = Buffer.byteLength(data);
  if (bytes <= limit) return undefined;
  return failed(
    'size_limit',
    `options.data: is ${bytes} bytes of JSON; events of this Workspace may have ${limit} (setting max_event_data_bytes)`,
  );
}

async function unfitTasks(
  { taskIds, taskPath, topic }: EventOptions,
  { sql, events, workspaceId }: TransactionContext,
): Promise<Failed | undefined> {
  if (!taskIds) return undefined;
  const subscribed = await events.tasksSubscribedTo(sql, workspaceId, taskIds, topic);
  const faults = taskIds
    .filter((id) => subscribed.get(id) !== true)
    .map((id) => ({
      path: `options.${taskPath}`,
      message: subscribed.has(id)
        ? `the task ${id} does not subscribe to ${topic}`
        : `there is no task ${id} in this Workspace`,
    }));
  if (faults.length === 0) return undefined;
  const message = faults.map((fault) => `${fault.path}: ${fault.message}`).join('; ');
  return failed('invalid_options', message, { faults });
}
