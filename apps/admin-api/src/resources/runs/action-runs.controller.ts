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
import { actionRunAnswer, actionRunQuery } from './run.dto.ts';
import type { ActionRunQuery } from './run.dto.ts';

const resource = 'action-runs';

/** Effects that task runs asked for. */
@WorkspaceResource(resource)
export class ActionRunsController {
  constructor(
    private readonly reads: RunReads,
    private readonly commands: RunCommands,
    private readonly writes: AuditedWrites,
  ) {}

  @Get()
  @Operation({
    summary: 'List action runs',
    query: actionRunQuery,
    answer: pageOfSchema(actionRunAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() query: ActionRunQuery) {
    const { page, filters } = splitPage(query);
    return listAnswer(await this.reads.actionRuns(workspace.id, filters, page));
  }

  @Get(':id')
  @Operation({ summary: 'Read an action run', answer: actionRunAnswer })
  async get(@By() { workspace }: Caller, @IdOf('action run') id: Id) {
    return found(await this.reads.actionRun(workspace.id, id), 'action run');
  }

  @Post(':id/retry')
  @Operation({ summary: 'Start an action run again', answer: actionRunAnswer })
  async retry(@By() by: Caller, @IdOf('action run') id: Id) {
    doneOf(await this.commands.retryActionRun(by.workspace.id, id));
    await this.writes.note(by, { action: 'retry', resource, id });
    return this.get(by, id);
  }

  @Post(':id/cancel')
  @Operation({ summary: 'Cancel an action run', answer: actionRunAnswer })
  async cancel(@By() by: Caller, @IdOf('action run') id: Id) {
    doneOf(await this.commands.cancelActionRun(by.workspace.id, id, byHandOf(by)));
    await this.writes.note(by, { action: 'cancel', resource, id });
    return this.get(by, id);
  }
}
