import type { Id } from '@millwright/kernel';
import { TaskDrafts, type StoredTask } from '@millwright/task';
import { Post } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By, Given, IdOf } from '../../http/parameters.ts';
import { invalid } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { previewAnswer, previewGiven, type PreviewGiven } from './preview.dto.ts';
import { PreviewBudget } from './preview-budget.ts';
import { TaskPreviewing } from './task-previewing.ts';
import { TaskWrites } from './task-writes.ts';

/** What a task would render, without any effect. */
@WorkspaceResource('tasks')
export class TaskPreviewsController {
  constructor(
    private readonly drafts: TaskDrafts,
    private readonly tasks: TaskWrites,
    private readonly previewing: TaskPreviewing,
    private readonly budget: PreviewBudget,
  ) {}

  @Post('preview')
  @Operation({
    summary: 'Preview a task that is not saved',
    body: previewGiven,
    answer: previewAnswer,
  })
  preview(@By() by: Caller, @Given() fields: PreviewGiven) {
    return this.previewOf(by, fields);
  }

  @Post(':id/preview')
  @Operation({
    summary: 'Preview a task, with other fields where some are given',
    body: previewGiven,
    bodyOptional: true,
    answer: previewAnswer,
  })
  async previewSaved(@By() by: Caller, @IdOf('task') id: Id, @Given() fields: PreviewGiven) {
    return this.previewOf(by, fields, await this.tasks.get(by, id));
  }

  private async previewOf(by: Caller, fields: PreviewGiven, task?: StoredTask) {
    this.budget.spend(by.principal);
    const outcome = await this.drafts.previewed(by.workspace.id, task?.definition, fields);
    if (!outcome.ok) throw invalid(outcome.faults);
    return this.previewing.preview(by, outcome.draft, task);
  }
}
