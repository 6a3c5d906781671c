import { allowsResource } from '@millwright/access';
import { preventionsIn, TaskPreviews, warningsIn } from '@millwright/task';
import type { DefinitionFault, StoredTask, TaskDraft, TaskPreview } from '@millwright/task';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { MAX_FAULTS, ProblemError } from '../../http/problem.ts';

/** What is said of a preview. Only `faults` can keep a task from being saved. */
export interface PreviewFindings {
  faults: DefinitionFault[];
  warnings: DefinitionFault[];
}

/** Previews what callers save or look at. Real events serve only those who may read events. */
@Injectable()
export class TaskPreviewing {
  constructor(private readonly previews: TaskPreviews) {}

  preview(
    { workspace, principal }: Caller,
    draft: TaskDraft,
    task?: StoredTask,
  ): Promise<TaskPreview> {
    return this.previews.preview({
      workspaceId: workspace.id,
      task,
      draft,
      mayReadEvents: allowsResource(principal.scopes, 'events', 'read'),
    });
  }

  /** What the preview of what is to be saved says: what is wrong, and what its author ought to know. */
  async findingsOf(by: Caller, draft: TaskDraft, task?: StoredTask): Promise<PreviewFindings> {
    const preview = await this.preview(by, draft, task);
    return { faults: preventionsIn(preview), warnings: warningsIn(preview) };
  }
}

/** A save that asked for its preview to be checked. @throws ProblemError preview_failed, when there are faults */
export function refuseFailed(faults: readonly DefinitionFault[]): void {
  if (faults.length === 0) return;
  const shown = faults.slice(0, MAX_FAULTS);
  const detail = shown.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new ProblemError('preview_failed', detail, { errors: shown });
}
