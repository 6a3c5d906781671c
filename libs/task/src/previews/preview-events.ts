import type { Sql } from '@millwright/database';
import { RawJson, type Id } from '@millwright/kernel';
import type { TaskDefinition } from '../definitions/task-definition.ts';
import { optionFormOf } from '../options/option-form.ts';
import { USER_TRIGGER_TOPIC } from '../routing/match.ts';
import {
  previewDefinitionsOf,
  subscribedTopics,
  type PreviewDefinition,
} from './preview-definition.ts';
import { sampleDataOf } from './sample-data.ts';

/** Where events of a preview come from beside the task itself. */
export interface PreviewSources {
  sql: Sql;
  workspaceId: Id;
  /** Whether whoever asks may see events that really came. */
  mayReadEvents: boolean;
  nowIso: string;
}

/**
 * The events that a task is previewed with. For each topic that it subscribes to: all of the task's own definitions,
 * else the data of the latest real event, else a built-in sample, else `{}`. A task without subscriptions is previewed
 * as it is run by hand or called: with all of its definitions, else with a plain trigger.
 */
export async function previewEventsOf(
  definition: TaskDefinition,
  sources: PreviewSources,
): Promise<PreviewDefinition[]> {
  const { definitions } = previewDefinitionsOf(definition);
  const subscribed = [...subscribedTopics(definition.subscriptions)];
  if (subscribed.length === 0 && definitions.length > 0) return definitions;
  const topics = subscribed.length === 0 ? [USER_TRIGGER_TOPIC] : subscribed;
  const events: PreviewDefinition[] = [];
  for (const topic of topics) {
    const own = definitions.filter((event) => event.topic === topic);
    if (own.length > 0) events.push(...own);
    else events.push(await standInFor(topic, definition, sources));
  }
  return events;
}

async function standInFor(
  topic: string,
  definition: TaskDefinition,
  sources: PreviewSources,
): Promise<PreviewDefinition> {
  const real = sources.mayReadEvents ? await latestDataOf(topic, sources) : undefined;
  const { fields } = optionFormOf(definition);
  const sample = real ?? sampleDataOf(topic, { nowIso: sources.nowIso, fields });
  return { topic, description: null, data: sample ?? new RawJson('{}'), expect: undefined };
}

async function latestDataOf(
  topic: string,
  { sql, workspaceId }: PreviewSources,
): Promise<RawJson | undefined> {
  const [event] = await sql.query<{ data: string }>(
    `select data from events where workspace_id = $1 and topic = $2 order by id desc limit 1`,
    [workspaceId, topic],
  );
  return event && new RawJson(event.data);
}
