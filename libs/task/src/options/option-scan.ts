import type { TaskDefinition } from '../definitions/task-definition.ts';

// A key, and inside a range's bounds a sign and a decimal point.
const KEY = String.raw`[a-z](?:[a-z0-9_]|(?<=_(?:min|max|step))-(?=\d)|(?<=_(?:min|max|step)-?\d+)\.(?=\d))*`;
// Not of another object (`task.options.x`); not the start of a name that is none of ours (`options.itemCount`).
const REFERENCE = new RegExp(
  String.raw`(?<![\w.\]])(?<!\w-)options(?:\.(${KEY})(?![A-Za-z0-9_])(?!-\w)|\[\s*(["'])(${KEY})\2\s*\])`,
  'g',
);
const RANGE_BOUND = /__(?:[a-z0-9_]+_)?range_.*[.-]/;

/** The parts of a definition in which options are looked for, in this order. */
export type ScannedParts = Pick<
  TaskDefinition,
  | 'script'
  | 'subscriptions_template'
  | 'online_store_javascript'
  | 'order_status_javascript'
  | 'concurrency'
>;

/** Keys of the options that a task refers to, each once, in the order of their first mention; comments count. */
export function optionKeysIn(definition: ScannedParts): string[] {
  const parts = [
    definition.script,
    definition.subscriptions_template,
    definition.online_store_javascript ?? '',
    definition.order_status_javascript ?? '',
    definition.concurrency?.key ?? '',
  ];
  return [...new Set(parts.flatMap(keysIn))];
}

function keysIn(source: string): string[] {
  return [...source.matchAll(REFERENCE)]
    .map(([, dotted, , quoted]) => dotted ?? quoted!)
    .map((key) => (RANGE_BOUND.test(key) ? key : key.replace(/\..*/, '')))
    .filter((key) => RANGE_BOUND.test(key) || !key.includes('-'));
}
