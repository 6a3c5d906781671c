import { Database } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import { changesBetween, TaskVersionStore } from '@millwright/task';
import { Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, IdOf } from '../../http/parameters.ts';
import { found, ProblemError } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { onFaultOf, saveQuery, type SaveQuery } from './save-query.ts';
import {
  savedTaskAnswer,
  showSaved,
  showVersion,
  showVersionLine,
  versionAnswer,
  versionLineAnswer,
} from './task.dto.ts';
import { diffAnswer, diffQuery, type DiffQuery } from './version-diff.dto.ts';
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

  @Get(':id/versions/:number/diff')
  @Operation({
    summary: 'What changed from one version of a task to another',
    query: diffQuery,
    answer: diffAnswer,
  })
  async diff(
    @By() by: Caller,
    @IdOf('task') id: Id,
    @Param('number') number: string,
    @Asked() { to }: DiffQuery,
  ) {
    const task = await this.tasks.get(by, id);
    const from = numberOf(number);
    const before = found(await this.versions.get(this.database, id, from), 'version');
    const after = found(await this.versions.get(this.database, id, to ?? task.version), 'version');
    const changes = changesBetween(before.definition, after.definition);
    return { from, to: after.version, changes };
  }

  @Post(':id/versions/:number/restore')
  @Operation({
    summary: 'Make a new version from an old one',
    query: saveQuery,
    answer: savedTaskAnswer,
  })
  async restore(
    @By() by: Caller,
    @IdOf('task') id: Id,
    @Param('number') number: string,
    @Asked() query: SaveQuery,
  ) {
    return showSaved(await this.tasks.restore(by, id, numberOf(number), onFaultOf(query)));
  }
}

function numberOf(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new ProblemError('not_found', 'there is no such version');
}
