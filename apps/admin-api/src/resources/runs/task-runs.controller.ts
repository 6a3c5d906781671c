import { AuditedWrites } from '@millwright/access';
import type { Id } from '@millwright/kernel';
import { RunCommands, RunReads } from '@millwright/task';
import { Get, Post } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { byHandOf, doneOf } from '../../http/command-answer.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, splitPage } from '../../http/page-query.ts';
import { Asked, By, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { taskRunAnswer, taskRunQuery } from './run.dto.ts';
import type { TaskRunQuery } from './run.dto.ts';

const resource = 'task-runs';

/** Renderings of tasks. */
@WorkspaceResource(resource)
export class TaskRunsController {
  constructor(
    private readonly reads: RunReads,
    private readonly commands: RunCommands,
    private readonly writes: AuditedWrites,
  ) {}

  @Get()
  @Operation({
    summary: 'List task runs',
    query: taskRunQuery,
    answer: pageOfSchema(taskRunAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() query: TaskRunQuery) {
    const { page, filters } = splitPage(query);
    return listAnswer(await this.reads.taskRuns(workspace.id, filters, page));
  }

  @Get(':id')
  @Operation({ summary: 'Read a task run', answer: taskRunAnswer })
  async get(@By() { workspace }: Caller, @IdOf('task run') id: Id) {
    return found(await this.reads.taskRun(workspace.id, id), 'task run');
  }

  @Post(':id/retry')
  @Operation({ summary: 'Start a task run again', answer: taskRunAnswer })
  async retry(@By() by: Caller, @IdOf('task run') id: Id) {
    doneOf(await this.commands.retryTaskRun(by.workspace.id, id));
    await this.writes.note(by, { action: 'retry', resource, id });
    return this.get(by, id);
  }

  @Post(':id/cancel')
  @Operation({ summary: 'Cancel a task run', answer: taskRunAnswer })
  async cancel(@By() by: Caller, @IdOf('task run') id: Id) {
    doneOf(await this.commands.cancelTaskRun(by.workspace.id, id, byHandOf(by)));
    await this.writes.note(by, { action: 'cancel', resource, id });
    return this.get(by, id);
  }
}
