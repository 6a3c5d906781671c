import type { Id } from '@millwright/kernel';
import { taskDocumentOf } from '@millwright/task';
import { Get, Post } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { Asked, BodyText, By, IdOf } from '../../http/parameters.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import {
  importAnswer,
  importGiven,
  importQuery,
  showImported,
  taskDocument,
  type ImportQuery,
} from './exchange.dto.ts';
import { TaskImports } from './task-imports.ts';
import { TaskWrites } from './task-writes.ts';

/** Tasks as documents that go from one system to another. */
@WorkspaceResource('tasks')
export class TaskExchangeController {
  constructor(
    private readonly imports: TaskImports,
    private readonly tasks: TaskWrites,
  ) {}

  @Post('import')
  @Operation({
    summary: 'Import a task, or an array of tasks: all of them or none',
    body: importGiven,
    query: importQuery,
    answer: importAnswer,
    status: 201,
  })
  async import(@By() by: Caller, @BodyText() text: string, @Asked() query: ImportQuery) {
    const tasks = await this.imports.import(by, text, query);
    return { data: tasks.map(showImported) };
  }

  @Get(':id/export')
  @Operation({ summary: 'Export a task', answer: taskDocument })
  async export(@By() by: Caller, @IdOf('task') id: Id) {
    return taskDocumentOf(await this.tasks.get(by, id));
  }
}
