import { parseJson, storableText } from '@millwright/kernel';
import { resultMembersOf } from './result-members.ts';

/** Most labels of a job. */
export const MAX_LABELS = 20;
/** Longest label, in characters. */
export const MAX_LABEL_LENGTH = 100;

/** The labels that a result gives its job by `wm_labels`, each once. What is no label (no text, empty, too long) is left out. */
export function wmLabelsOf(result: string): string[] {
  const json = resultMembersOf(result)?.get('wm_labels');
  const given = json === undefined ? undefined : parseJson(json.text, Infinity);
  if (!Array.isArray(given)) return [];
  const labels = given.filter(isLabel).map((label) => storableText(label.toWellFormed()));
  return [...new Set(labels)].slice(0, MAX_LABELS);
}

const isLabel = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && Array.from(value).length <= MAX_LABEL_LENGTH;
