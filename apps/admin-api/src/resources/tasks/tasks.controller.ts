import { payloadSchema } from '@millwright/contracts';
import { Database } from '@millwright/database';
import type { Id, PageRequest, RawJson } from '@millwright/kernel';
import {
  EventCommands,
  taskCreateSchema,
  taskPatchSchema,
  taskReplaceSchema,
  TaskStore,
} from '@millwright/task';
import type { TaskCreate, TaskPatch, TaskReplace } from '@millwright/task';
import { Delete, Get, Headers, Patch, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { doneOf } from '../../http/command-answer.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { idSchema, pageOfSchema } from '../../http/schemas.ts';
import { refuseLarge } from '../events/event-size.ts';
import { AuditedWrites } from '../../writes/audited-writes.ts';
import { showTask, taskAnswer } from './task.dto.ts';
import { TaskWrites } from './task-writes.ts';

const resource = 'tasks';

/** Liquid scripts with the topics they subscribe to. */
@WorkspaceResource(resource)
export class TasksController {
  constructor(
    private readonly database: Database,
    private readonly store: TaskStore,
    private readonly tasks: TaskWrites,
    private readonly commands: EventCommands,
    private readonly writes: AuditedWrites,
  ) {}

  @Post()
  @Operation({ summary: 'Create a task', body: taskCreateSchema, answer: taskAnswer, status: 201 })
  async create(@By() by: Caller, @Given() fields: TaskCreate) {
    return showTask(await this.tasks.create(by, fields));
  }

  @Get()
  @Operation({
    summary: 'List tasks',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(taskAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    return listAnswer(await this.store.list(this.database, workspace.id, page), showTask);
  }

  @Get(':id')
  @Operation({ summary: 'Read a task', answer: taskAnswer })
  async get(@By() by: Caller, @IdOf('task') id: Id) {
    return showTask(await this.tasks.get(by, id));
  }

  @Patch(':id')
  @Operation({ summary: 'Change a task', body: taskPatchSchema, answer: taskAnswer })
  async patch(
    @By() by: Caller,
    @IdOf('task') id: Id,
    @Given() fields: TaskPatch,
    @Headers('if-match') ifMatch?: string,
  ) {
    return showTask(await this.tasks.patch(by, id, withHash(fields, ifMatch)));
  }

  @Put(':id')
  @Operation({ summary: 'Replace a task', body: taskReplaceSchema, answer: taskAnswer })
  async replace(
    @By() by: Caller,
    @IdOf('task') id: Id,
    @Given() fields: TaskReplace,
    @Headers('if-match') ifMatch?: string,
  ) {
    return showTask(await this.tasks.replace(by, id, withHash(fields, ifMatch)));
  }

  @Delete(':id')
  @Operation({ summary: 'Delete a task' })
  async delete(@By() by: Caller, @IdOf('task') id: Id): Promise<void> {
    await this.tasks.delete(by, id);
  }

  @Post(':id/run')
  @Operation({
    summary: 'Run a task now',
    body: z.strictObject({ data: payloadSchema.optional() }),
    bodyOptional: true,
    answer: z.object({ event_id: idSchema }),
    status: 201,
  })
  async run(@By() by: Caller, @IdOf('task') id: Id, @Given() { data }: { data?: RawJson }) {
    if (data !== undefined) refuseLarge(data, by);
    const event = doneOf(await this.commands.runTask(by.workspace.id, id, data));
    await this.writes.note(by, { action: 'run', resource, id, changes: { event_id: event.id } });
    return { event_id: event.id };
  }
}

/** `If-Match` says the same as `previous_hash`, which goes first. */
function withHash<Fields extends { previous_hash?: string | undefined }>(
  fields: Fields,
  ifMatch: string | undefined,
): Fields {
  const tag = ifMatch?.trim().replace(/^(?:W\/)?"(.*)"$/, '$1');
  return tag === undefined || tag === '*' ? fields : { previous_hash: tag, ...fields };
}
