import type { RawJson } from '@millwright/kernel';
import { callSnippetsOf, type CallSnippets } from './call-snippets.ts';
import { callPathOf, type AddressedTask, type CallFamily } from './addressed-task.ts';

/** A way to call a task: ready-made. */
export interface TaskTrigger {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly snippets: CallSnippets;
}

/** The ways in the order in which they are shown. */
export const triggerNames = [
  'async_by_path',
  'async_by_hash',
  'sync_by_path',
  'sync_by_hash',
  'sync_get',
  'stream',
] as const;

export type TriggerName = (typeof triggerNames)[number];
export type TaskTriggers = Readonly<Record<TriggerName, TaskTrigger>>;

/** An example is shown in every snippet, and in a URL: one that nobody would read is left out. */
const MAX_EXAMPLE_LENGTH = 1_000;
const NO_ARGS = '{}';

/** Every way to call a task, with an example of its body where there is a short one. */
export function taskTriggersOf(task: AddressedTask, examples: readonly RawJson[]): TaskTriggers {
  const body = examples.find(({ text }) => text.length <= MAX_EXAMPLE_LENGTH)?.text ?? NO_ARGS;
  const trigger = (
    family: CallFamily,
    by: 'path' | 'hash',
    method: 'GET' | 'POST' = 'POST',
  ): TaskTrigger => {
    const query = method === 'GET' ? `?payload=${Buffer.from(body).toString('base64url')}` : '';
    const url = `${task.publicUrl}${callPathOf(task, family, by)}${query}`;
    const isStream = family === 'run_and_stream';
    const sent = method === 'GET' ? undefined : body;
    return { method, url, snippets: callSnippetsOf({ method, url, body: sent, isStream }) };
  };
  return {
    async_by_path: trigger('run', 'path'),
    async_by_hash: trigger('run', 'hash'),
    sync_by_path: trigger('run_wait_result', 'path'),
    sync_by_hash: trigger('run_wait_result', 'hash'),
    sync_get: trigger('run_wait_result', 'path', 'GET'),
    stream: trigger('run_and_stream', 'path'),
  };
}
