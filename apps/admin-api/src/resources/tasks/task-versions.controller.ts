import { Database } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import { TaskVersionStore } from '@millwright/task';
import { Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, IdOf } from '../../http/parameters.ts';
import { found, ProblemError } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import {
  showTask,
  showVersion,
  showVersionLine,
  taskAnswer,
  versionAnswer,
  versionLineAnswer,
} from './task.dto.ts';
import { TaskWrites } from './task-writes.ts';

/** What saves of a task have made. */
@WorkspaceResource('tasks')
export class TaskVersionsController {
  constructor(
    private readonly database: Database,
    private readonly versions: TaskVersionStore,
    private readonly tasks: TaskWrites,
  ) {}

  @Get(':id/versions')
  @Operation({
    summary: "List a task's versions",
    query: z.strictObject(pageFields('number')),
    answer: pageOfSchema(versionLineAnswer),
  })
  async list(@By() by: Caller, @IdOf('task') id: Id, @Asked() page: PageRequest) {
    await this.tasks.get(by, id);
    return listAnswer(await this.versions.list(this.database, id, page), showVersionLine);
  }

  @Get(':id/versions/:number')
  @Operation({ summary: 'Read a version of a task', answer: versionAnswer })
  async get(@By() by: Caller, @IdOf('task') id: Id, @Param('number') number: string) {
    await this.tasks.get(by, id);
    const version = await this.versions.get(this.database, id, numberOf(number));
    return showVersion(found(version, 'version'));
  }

  @Post(':id/versions/:number/restore')
  @Operation({ summary: 'Make a new version from an old one', answer: taskAnswer })
  async restore(@By() by: Caller, @IdOf('task') id: Id, @Param('number') number: string) {
    return showTask(await this.tasks.restore(by, id, numberOf(number)));
  }
}

function numberOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ProblemError('not_found', 'there is no such version');
}
