import { callExamplesOf, triggerNames } from '@millwright/job';
import type { DescribedTask } from '@millwright/job';
import type { RawJson } from '@millwright/kernel';
import { previewDefinitionsOf, shownHash } from '@millwright/task';
import type { StoredTask } from '@millwright/task';
import { z } from 'zod';
import { anySchema } from '../../http/schemas.ts';
import { taskAnswer } from './task.dto.ts';

/** The topic of the events that calls make; a task's preview events of it are examples of its calls. */
const CALL_TOPIC = 'millwright/trigger/call';

const snippet = z
  .object({
    with_token: z.string().meta({ description: 'Put a token in place of $TOKEN.' }),
    without: z.string().meta({
      description:
        'To be shared: no Authorization header. A token may also come as ?token=: that URL is a secret.',
    }),
  })
  .meta({ id: 'Snippet' });

const trigger = z
  .object({
    method: z.enum(['GET', 'POST']),
    url: z.string(),
    snippets: z.object({ curl: snippet, fetch: snippet, python: snippet }),
  })
  .meta({ id: 'TaskTrigger' });

const abouts: Record<(typeof triggerNames)[number], string> = {
  async_by_path: 'Starts the latest version, and answers the id of the job.',
  async_by_hash: 'Starts exactly this version, also after later saves.',
  sync_by_path: 'Runs the latest version, and answers its result.',
  sync_by_hash: 'Runs exactly this version, and answers its result.',
  sync_get: 'The same by GET: the args are in `payload`, as JSON in base64.',
  stream: 'Runs the latest version, and answers a stream of what happens.',
};

const triggersAnswer = z
  .object(
    Object.fromEntries(
      triggerNames.map((name) => [name, trigger.meta({ description: abouts[name] })]),
    ),
  )
  .meta({ id: 'TaskTriggers', description: 'How to call the task: ready-made.' });

/** A task by itself, with the ways to call it. */
export const taskPageAnswer = taskAnswer
  .extend({ triggers: triggersAnswer })
  .meta({ id: 'TaskPage' });

/** OpenAPI 3.1 of one task. */
export const taskOpenApiAnswer = z
  .looseObject({
    openapi: z.string(),
    info: anySchema,
    servers: anySchema,
    security: anySchema,
    paths: anySchema,
    components: anySchema,
  })
  .meta({ id: 'TaskOpenApi', description: 'An OpenAPI 3.1 document.' });

/** A task as those who call it know it, and examples of what they send. */
export function describedCallsOf(
  publicUrl: string,
  workspace: string,
  { definition, path, hash, version }: StoredTask,
): [DescribedTask, readonly RawJson[]] {
  const { name, docs, trigger_data_mode: dataMode } = definition;
  const events = previewDefinitionsOf(definition).definitions;
  const data = events.filter(({ topic }) => topic === CALL_TOPIC).map((event) => event.data);
  return [
    { publicUrl, workspace, path, hash: shownHash(hash), version, name, docs, dataMode },
    callExamplesOf(data, dataMode),
  ];
}
