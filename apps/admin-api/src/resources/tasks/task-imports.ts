import { AuditedWrites } from '@millwright/access';
import { JsonSyntaxError } from '@millwright/kernel';
import {
  importDraftsOf,
  placed,
  readTaskDocuments,
  shownHash,
  TaskDrafts,
  writeImport,
} from '@millwright/task';
import type { DefinitionFault, ImportDraft, ImportedTask, TaskDocument } from '@millwright/task';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { unstorableFaultsOf } from '../../http/parse-fields.ts';
import { invalid, ProblemError } from '../../http/problem.ts';
import type { ImportQuery } from './exchange.dto.ts';
import { refuseFailed, TaskPreviewing } from './task-previewing.ts';

/** Imports tasks: all are checked before anything is written, then all are written together. */
@Injectable()
export class TaskImports {
  constructor(
    private readonly writes: AuditedWrites,
    private readonly drafts: TaskDrafts,
    private readonly previewing: TaskPreviewing,
  ) {}

  async import(by: Caller, text: string, query: ImportQuery): Promise<ImportedTask[]> {
    const documents = documentsIn(text);
    if (query.overwrite) refuseSameNames(documents);
    const outcome = await importDraftsOf(this.drafts, by.workspace.id, documents, {
      enable: query.enabled,
    });
    if (!outcome.ok) throw invalid(outcome.faults);
    if (query.check_preview) await this.checkPreviews(by, outcome.drafts);
    return this.writes.commit(
      by,
      async (tx) => {
        const written = await writeImport(tx, {
          workspaceId: by.workspace.id,
          author: by.principal.name,
          message: 'imported',
          drafts: outcome.drafts,
          overwrite: query.overwrite,
        });
        if (written.ok) return written.tasks;
        if ('faults' in written) throw invalid(written.faults);
        throw new ProblemError('conflict', `two tasks are called "${written.name}"; rename one`);
      },
      (tasks) => ({
        action: 'import',
        resource: 'tasks',
        id: null,
        changes: { tasks: tasks.map(noteOf) },
      }),
    );
  }

  private async checkPreviews(by: Caller, drafts: readonly ImportDraft[]): Promise<void> {
    const faults: DefinitionFault[] = [];
    for (const { document, draft } of drafts) {
      const findings = await this.previewing.findingsOf(by, draft);
      faults.push(...placed(document, findings.faults));
    }
    refuseFailed(faults);
  }
}

function documentsIn(text: string): TaskDocument[] {
  try {
    const outcome = readTaskDocuments(text);
    if (!outcome.ok) throw invalid(outcome.faults);
    const unstorable = outcome.documents.flatMap((document) =>
      placed(document, unstorableFaultsOf(document.fields)),
    );
    if (unstorable.length > 0) throw invalid(unstorable);
    return outcome.documents;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const members = { line: error.line, column: error.column };
    throw new ProblemError('invalid_json', `the body is not JSON: ${error.message}`, { members });
  }
}

/** What overwrites by name must say it once. */
function refuseSameNames(documents: readonly TaskDocument[]): void {
  const seen = new Set<string>();
  const faults: DefinitionFault[] = [];
  for (const { prefix, fields } of documents) {
    if (seen.has(fields.name)) {
      faults.push({ path: `${prefix}name`, message: 'two tasks of this import have this name' });
    }
    seen.add(fields.name);
  }
  if (faults.length > 0) throw invalid(faults);
}

const noteOf = ({ id, draft, hashBefore }: ImportedTask) => ({
  id,
  hash: {
    before: hashBefore === null ? null : shownHash(hashBefore),
    after: shownHash(draft.draft.hash),
  },
});
