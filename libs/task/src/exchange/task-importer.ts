import type { Id } from '@millwright/kernel';
import type { DefinitionFault } from '../definitions/definition-fault.ts';
import { definitionHash } from '../definitions/task-definition.ts';
import type { TaskDraft, TaskDrafts } from '../definitions/task-drafts.ts';
import { missingOptionsOf } from '../options/stored-options.ts';
import type { TaskDocument } from './task-document.ts';

/** A task that may be imported. */
export interface ImportDraft {
  document: TaskDocument;
  draft: TaskDraft;
  /** Whether it is to be enabled, if it is new. */
  enabled: boolean;
  /** Required options that are not filled in: with any, the task is stored disabled. */
  missing: string[];
  /** Options that are wrong, and not just missing: with any, a task may not be enabled. */
  wrong: DefinitionFault[];
}

/** Drafts, in the order of the documents, or everything that is wrong with them. */
export type ImportOutcome =
  { ok: true; drafts: ImportDraft[] } | { ok: false; faults: DefinitionFault[] };

/** Checks the documents of an import, one after another, so that others get a turn in between. */
export async function importDraftsOf(
  drafts: TaskDrafts,
  workspaceId: Id,
  documents: readonly TaskDocument[],
  { enable }: { enable: boolean },
): Promise<ImportOutcome> {
  const made: ImportDraft[] = [];
  const faults: DefinitionFault[] = [];
  for (const document of documents) {
    const outcome = await drafts.draftOf(workspaceId, document.fields);
    if (!outcome.ok) {
      faults.push(...placed(document, outcome.faults));
    } else {
      const draft = withUnknownKeys(outcome.draft, document);
      const missing = missingOptionsOf(draft.definition);
      const wrong = wrongIn(draft, missing);
      made.push({ document, draft, enabled: enable && document.enabled, missing, wrong });
    }
    await new Promise(setImmediate);
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, drafts: made };
}

/** Faults under the place of their document. */
export const placed = (
  { prefix }: TaskDocument,
  faults: readonly DefinitionFault[],
): DefinitionFault[] => faults.map((fault) => ({ ...fault, path: prefix + fault.path }));

function withUnknownKeys(draft: TaskDraft, { unknownKeys }: TaskDocument): TaskDraft {
  if (unknownKeys === undefined) return draft;
  const definition = { ...draft.definition, unknown_keys: unknownKeys };
  return { ...draft, definition, hash: definitionHash(definition) };
}

const wrongIn = ({ optionFaults }: TaskDraft, missing: readonly string[]): DefinitionFault[] =>
  optionFaults.filter(({ path }) => !missing.some((key) => path === `options.${key}`));
