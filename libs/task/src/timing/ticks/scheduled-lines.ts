import { jsonMembersOf, JsonSyntaxError, type Id, type RawJson } from '@millwright/kernel';
import { parseCron, type CronLine } from '../../definitions/cron-line.ts';
import type { Subscription } from '../../definitions/subscription.ts';
import type { CompiledSubscription } from '../../routing/task-index.ts';

/** What all topics of the scheduler begin with. */
export const SCHEDULER_PREFIX = 'mechanic/scheduler/';

/** When the topics of the scheduler tick, as cron lines in the Workspace's time zone. */
const topicLines: Readonly<Record<string, string>> = {
  '10min': '*/10 * * * *',
  '15min': '*/15 * * * *',
  '20min': '*/20 * * * *',
  '30min': '*/30 * * * *',
  hourly: '0 * * * *',
  daily: '0 0 * * *',
  monday: '0 0 * * mon',
  tuesday: '0 0 * * tue',
  wednesday: '0 0 * * wed',
  thursday: '0 0 * * thu',
  friday: '0 0 * * fri',
  saturday: '0 0 * * sat',
  sunday: '0 0 * * sun',
  monthly: '0 0 1 * *',
};

const topics: ReadonlyMap<string, CronLine> = new Map(
  Object.entries(topicLines).map(([name, text]) => [
    `${SCHEDULER_PREFIX}${name}`,
    parseCron(text) as CronLine,
  ]),
);

/** A topic of the scheduler, or a cron line, that tasks of a Workspace subscribe to. */
export interface ScheduledLine {
  workspaceId: Id;
  /** The topic, or the cron line as it is compared; with the Workspace it names the line. */
  line: string;
  topic: string;
  /** The five fields of a cron line, as its events have them. */
  fields: string | undefined;
  when: CronLine;
  taskIds: Id[];
}

/** The lines of some subscriptions, each once. A topic of the scheduler that there is not never ticks. */
export function scheduledLines(subscriptions: readonly CompiledSubscription[]): ScheduledLine[] {
  const lines = new Map<string, ScheduledLine>();
  for (const { task, subscription } of subscriptions) {
    const { topic, cron } = subscription;
    const when = cron ?? topics.get(topic);
    if (when === undefined) continue;
    const line = cron === undefined ? topic : subscription.key;
    const { workspaceId } = task;
    const key = `${workspaceId}/${line}`;
    const known = lines.get(key);
    if (known !== undefined) known.taskIds.push(task.id);
    else {
      const fields = cron && cronFieldsOf(subscription);
      lines.set(key, { workspaceId, line, topic, fields, when, taskIds: [task.id] });
    }
  }
  return [...lines.values()];
}

/** The time that an event of the scheduler stands for; undefined for any other event. */
export function scheduledAtOf(topic: string, data: RawJson): Date | undefined {
  if (!topic.startsWith(SCHEDULER_PREFIX)) return undefined;
  const ms = Date.parse(textMember(data, 'scheduled_at') ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms);
}

/**
 * Of the cron lines of a Workspace's tasks, those that an event of one of them is for. A line without a zone of its own
 * is meant by an event that names its task; of a task with both such a line and one of the event's zone, the latter.
 */
export function linesMeantBy(
  data: RawJson,
  subscriptions: readonly CompiledSubscription[],
): CompiledSubscription[] {
  const [fields, zone] = [textMember(data, 'cron'), textMember(data, 'tz')];
  const same = subscriptions.filter(
    ({ subscription }) => subscription.cron !== undefined && cronFieldsOf(subscription) === fields,
  );
  const ofZone = same.filter(({ subscription }) => subscription.cron?.timezone === zone);
  const named = new Set(ofZone.map(({ task }) => task.id));
  const ofWorkspace = same.filter(
    ({ task, subscription }) => subscription.cron?.timezone === undefined && !named.has(task.id),
  );
  return [...ofZone, ...ofWorkspace];
}

const cronFieldsOf = ({ key }: Subscription): string =>
  key.slice('cron:'.length).split(' ').slice(0, 5).join(' ');

function textMember(data: RawJson, name: string): string | undefined {
  try {
    const text = jsonMembersOf(data.text)?.get(name)?.text;
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}
