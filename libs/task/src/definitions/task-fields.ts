import { payloadSchema } from '@millwright/contracts';
import { z } from 'zod';

const flag = z.boolean();
const longText = z.string().max(500_000);
const optionalText = longText.nullable();
const isObject = ({ text }: { text: string }): boolean => text.trimStart().startsWith('{');
const isArray = ({ text }: { text: string }): boolean => text.trimStart().startsWith('[');

/** Where a task may be called at: `f/<folder>/<name>` or `u/<user>/<name>`. */
export const taskPathSchema = z
  .string()
  .max(255)
  .regex(/^[uf]\/[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)+$/, 'must look like f/<folder>/<name>');

const concurrencySchema = z.strictObject({
  limit: z.number().int().min(1).max(100_000).optional(),
  key: z.string().max(10_000).optional(),
  ordered: flag.optional(),
});

const retrySchema = z.strictObject({
  max_attempts: z.number().int().min(1).max(20).optional(),
  delays_seconds: z.array(z.number().int().min(1).max(86_400)).min(1).max(20).optional(),
});

/** Everything that a version of a task holds. */
export const definitionFields = {
  name: z.string().trim().min(1).max(255),
  script: longText,
  subscriptions_template: longText,
  subscriptions: z.array(z.string().max(1_000)).max(1_000),
  options: payloadSchema.refine(isObject, 'must be an object'),
  docs: optionalText,
  tags: z.array(z.string().min(1).max(255)).max(100),
  preview_event_definitions: payloadSchema.refine(isArray, 'must be an array'),
  perform_action_runs_in_sequence: flag,
  halt_action_run_sequence_on_error: flag,
  priority: z.enum(['high', 'normal', 'low']),
  concurrency: concurrencySchema.nullable(),
  retry: retrySchema.nullable(),
  trigger_data_mode: z.enum(['args', 'request']),
  delete_after_secs: z.number().int().min(0).max(315_360_000).nullable(),
  shopify_api_version: z.string().max(100).nullable(),
  shopify_access_scopes_required: z.array(z.string().max(255)).max(1_000),
  online_store_javascript: optionalText,
  order_status_javascript: optionalText,
  liquid_profiling: flag,
} as const;

const besides = {
  path: taskPathSchema,
  enabled: flag,
  /** A note on the version that this save makes. */
  message: z.string().max(1_000),
  /** The hash that the change was made on: a stale one is refused. */
  previous_hash: z.string().max(64),
} as const;

const { name, ...optionalFields } = definitionFields;

/** A new task. */
export const taskCreateSchema = z.strictObject({
  name,
  ...z.object(optionalFields).partial().shape,
  ...z.object(besides).omit({ previous_hash: true }).partial().shape,
});

/** A whole task in place of the one there is: what is left out takes its default; path and enabled stay. */
export const taskReplaceSchema = z.strictObject({
  name,
  ...z.object(optionalFields).partial().shape,
  ...z.object(besides).partial().shape,
});

/** Some fields of a task. */
export const taskPatchSchema = z.strictObject({
  ...z.object(definitionFields).partial().shape,
  ...z.object(besides).partial().shape,
});

export type TaskCreate = z.infer<typeof taskCreateSchema>;
export type TaskReplace = z.infer<typeof taskReplaceSchema>;
export type TaskPatch = z.infer<typeof taskPatchSchema>;
