import { stringifyJson, type JsonValue } from '@millwright/kernel';
import { structuredPatch } from 'diff';
import { optionValuesIn } from '../options/stored-options.ts';
import type { TaskDefinition } from './task-definition.ts';

/** How one field differs: a long text by its lines, as in a unified diff; anything else by its values. */
export type FieldChange =
  { field: string; before: unknown; after: unknown } | { field: string; lines: string[] };

const texts = new Set<string>([
  'script',
  'subscriptions_template',
  'docs',
  'online_store_javascript',
  'order_status_javascript',
]);

// Texts that have little in common are shown as replaced: to find out how little would take too long.
const MAX_EDITS = 4_000;
const MAX_MS = 200;

/** The fields in which two definitions differ, in their order; options one by one. */
export function changesBetween(before: TaskDefinition, after: TaskDefinition): FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) => {
    const [left, right] = [valueIn(before, field), valueIn(after, field)];
    if (field === 'options') return optionChanges(before, after);
    if (stringifyJson(left) === stringifyJson(right)) return [];
    return texts.has(field)
      ? [{ field, lines: lineChanges(textOf(left), textOf(right)) }]
      : [{ field, before: left, after: right }];
  });
}

/** The lines in which two texts differ, as in a unified diff: `@@ … @@`, then lines marked by space, `-` or `+`. */
export function lineChanges(before: string, after: string): string[] {
  const options = { context: 3, maxEditLength: MAX_EDITS, timeout: MAX_MS };
  const patch = structuredPatch('', '', before, after, '', '', options);
  if (patch === undefined) return replaced(before, after);
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}

function optionChanges(before: TaskDefinition, after: TaskDefinition): FieldChange[] {
  const [left, right] = [optionValuesIn(before.options), optionValuesIn(after.options)];
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys
    .filter((key) => written(left.get(key)) !== written(right.get(key)))
    .map((key) => ({ field: `options.${key}`, before: left.get(key), after: right.get(key) }));
}

function replaced(before: string, after: string): string[] {
  const [left, right] = [before.split('\n'), after.split('\n')];
  return [
    `@@ -1,${left.length} +1,${right.length} @@`,
    ...left.map((line) => `-${line}`),
    ...right.map((line) => `+${line}`),
  ];
}

const valueIn = (definition: TaskDefinition, field: string): unknown =>
  definition[field as keyof TaskDefinition];

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A missing option differs from one that is null. */
const written = (value: JsonValue | undefined): string | undefined =>
  value === undefined ? undefined : stringifyJson(value);
