import { jsonMembersOf, RawJson, stringifyJson } from '@millwright/kernel';
import { givenOptionsOf } from '../options/given-options.ts';
import type { WorkspaceFacts } from '../workspaces.ts';
import { MAX_DATA_DEPTH } from './data-depth.ts';
import { eventVariable, shopifyTopicOf, type EventWithData } from './event-variable.ts';
import { mentions } from './mentions.ts';
import { subjectVariableOf } from './subject-variable.ts';
import type { RunnableTask } from './task-catalogue.ts';

/** What a script gets only when it asks: see {@link readOnDemand}. */
export interface OnDemand {
  /** The event's ancestors, its parent first. */
  parents: readonly EventWithData[];
  /** Exact JSON text of an object. */
  globals: RawJson;
  /** References to secrets by their keys. */
  secrets: ReadonlyMap<string, string>;
}

/** What a script is told of its task. */
export interface RenderedTask {
  task: Pick<
    RunnableTask['task'],
    'id' | 'name' | 'path' | 'subscriptions' | 'createdAt' | 'updatedAt'
  >;
  version: Pick<RunnableTask['version'], 'version' | 'hash' | 'definition'>;
}

/** The topic of a run by hand whose data was entered in a form. */
export const USER_FORM_TOPIC = 'mechanic/user/form';

/**
 * The environment of a script as exact JSON text: `event`, the variable of its subject, `options`, `task`, `shop`,
 * `workspace`, `globals`, `secrets`, `input`.
 */
export function renderContextOf(
  event: EventWithData,
  { task, version }: RenderedTask,
  { shop }: WorkspaceFacts,
  { parents, globals, secrets }: OnDemand,
): string {
  const { definition } = version;
  const { script, options, concurrency } = definition;
  const wants = mentions(script, options.text, concurrency?.key ?? '');
  return stringifyJson({
    ...subjectOf(event, wants),
    event: eventVariable(event, parents),
    options: givenOptionsOf(definition).values,
    task: {
      id: task.id,
      name: task.name,
      path: task.path,
      created_at: task.createdAt,
      updated_at: task.updatedAt,
      options,
      version: version.version,
      hash: version.hash.slice(0, 16),
      subscriptions: task.subscriptions,
      tags: definition.tags,
    },
    shop,
    workspace: shop,
    globals,
    secrets,
    input: event.envelope.topic === USER_FORM_TOPIC ? formInputOf(event.data) : {},
  });
}

/** The data once more under the subject's name, where the script asks for it. */
function subjectOf(
  { envelope, data }: EventWithData,
  wants: (word: string) => boolean,
): Record<string, unknown> {
  const variable = subjectVariableOf(envelope.topic, shopifyTopicOf(envelope));
  if (variable === undefined || !wants(variable.name)) return {};
  const { name, member } = variable;
  return {
    [name]: member === undefined ? data : jsonMembersOf(data.text, MAX_DATA_DEPTH)?.get(member),
  };
}

/** Values by their names; a form that is no object has none. */
const formInputOf = (data: RawJson): RawJson =>
  data.text.trimStart().startsWith('{') ? data : new RawJson('{}');
