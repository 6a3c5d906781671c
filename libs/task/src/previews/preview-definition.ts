import { isTopic } from '@millwright/event';
import { parseJson, RawJson, stringifyJson, type JsonValue } from '@millwright/kernel';
import type { DefinitionFault } from '../definitions/definition-fault.ts';
import { CRON_TOPIC, parseSubscription, isInvalid } from '../definitions/subscription.ts';
import type { TaskDefinition } from '../definitions/task-definition.ts';
import { readExpectations, type Expectations } from './expectations.ts';

/** An event that a task's own previews are rendered with. */
export interface PreviewDefinition {
  topic: string;
  description: string | null;
  data: RawJson;
  expect: Expectations | undefined;
}

/** The preview definitions of a task, and what is wrong with them, by path. */
export interface PreviewDefinitions {
  definitions: PreviewDefinition[];
  faults: DefinitionFault[];
  warnings: DefinitionFault[];
}

const FIELD = 'preview_event_definitions';

/** Reads `[{description?, event_attributes: {topic, data?}, expect?}]`; other members are left alone. */
export function previewDefinitionsOf(definition: TaskDefinition): PreviewDefinitions {
  const items = parseJson(definition.preview_event_definitions.text);
  const read: PreviewDefinitions = { definitions: [], faults: [], warnings: [] };
  const topics = subscribedTopics(definition.subscriptions);
  for (const [index, item] of (Array.isArray(items) ? items : []).entries()) {
    const path = `${FIELD}.${index}`;
    const { found, faults } = definitionIn(item, path);
    read.faults.push(...faults);
    if (found === undefined) continue;
    read.definitions.push(found);
    if (topics.size > 0 && !topics.has(found.topic)) {
      const message = `the task does not subscribe to ${found.topic}, so this is never previewed`;
      read.warnings.push({ path: `${path}.event_attributes.topic`, message });
    }
  }
  return read;
}

/** The topics of subscription lines, without offsets, each once. */
export const subscribedTopics = (lines: readonly string[]): ReadonlySet<string> =>
  new Set(
    lines.map(parseSubscription).flatMap((parsed) => (isInvalid(parsed) ? [] : [parsed.topic])),
  );

function definitionIn(
  item: JsonValue,
  path: string,
): { found?: PreviewDefinition; faults: DefinitionFault[] } {
  if (!(item instanceof Map)) return fault(path, 'must be an object');
  const attributes = item.get('event_attributes');
  if (!(attributes instanceof Map)) return fault(`${path}.event_attributes`, 'must be an object');
  const topic = attributes.get('topic');
  if (typeof topic !== 'string' || !isTopic(topic)) {
    const message = `must be a topic without an offset, domain/subject/verb; of cron lines ${CRON_TOPIC}`;
    return fault(`${path}.event_attributes.topic`, message);
  }
  const description = item.get('description') ?? null;
  if (description !== null && typeof description !== 'string') {
    return fault(`${path}.description`, 'must be text');
  }
  const expected = item.get('expect') ?? null;
  const { expect, faults } =
    expected === null ? { faults: [] } : readExpectations(expected, `${path}.expect`);
  if (faults.length > 0) return { faults };
  const data = new RawJson(attributes.has('data') ? stringifyJson(attributes.get('data')) : '{}');
  return { found: { topic, description, data, expect }, faults };
}

const fault = (path: string, message: string): { faults: DefinitionFault[] } => ({
  faults: [{ path, message }],
});
