import type { Config } from '@millwright/config';
import { payloadSchema } from '@millwright/contracts';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import { taskOpenApiOf, taskTriggersOf } from '@millwright/job';
import type { Id, PageRequest, RawJson } from '@millwright/kernel';
import { taskCreateSchema, taskPatchSchema, taskReplaceSchema, TaskStore } from '@millwright/task';
import type { StoredTask, TaskCreate, TaskPatch, TaskReplace } from '@millwright/task';
import { Delete, Get, Headers, Inject, Patch, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { idSchema, pageOfSchema } from '../../http/schemas.ts';
import { onFaultOf, saveQuery, type SaveQuery } from './save-query.ts';
import { savedTaskAnswer, showSaved, showTask, taskAnswer } from './task.dto.ts';
import { describedCallsOf, taskOpenApiAnswer, taskPageAnswer } from './task-api.dto.ts';
import { TaskRunsByHand } from './task-runs-by-hand.ts';
import { TaskWrites } from './task-writes.ts';

/** Liquid scripts with the topics they subscribe to. */
@WorkspaceResource('tasks')
export class TasksController {
  private readonly publicUrl: string;

  constructor(
    private readonly database: Database,
    private readonly store: TaskStore,
    private readonly tasks: TaskWrites,
    private readonly byHand: TaskRunsByHand,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.publicUrl = publicUrl;
  }

  @Post()
  @Operation({
    summary: 'Create a task',
    body: taskCreateSchema,
    query: saveQuery,
    answer: savedTaskAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: TaskCreate, @Asked() query: SaveQuery) {
    return showSaved(await this.tasks.create(by, fields, onFaultOf(query)));
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
  @Operation({ summary: 'Read a task', answer: taskPageAnswer })
  async get(@By() by: Caller, @IdOf('task') id: Id) {
    const task = await this.tasks.get(by, id);
    return { ...showTask(task), triggers: taskTriggersOf(...this.apiOf(by, task)) };
  }

  @Get(':id/openapi')
  @Operation({ summary: 'Read the OpenAPI document of a task', answer: taskOpenApiAnswer })
  async openApi(@By() by: Caller, @IdOf('task') id: Id) {
    return taskOpenApiOf(...this.apiOf(by, await this.tasks.get(by, id)));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change a task',
    body: taskPatchSchema,
    query: saveQuery,
    answer: savedTaskAnswer,
  })
  async patch(
    @By() by: Caller,
    @IdOf('task') id: Id,
    @Given() fields: TaskPatch,
    @Asked() query: SaveQuery,
    @Headers('if-match') ifMatch?: string,
  ) {
    const changes = withHash(fields, ifMatch);
    return showSaved(await this.tasks.patch(by, id, changes, onFaultOf(query)));
  }

  @Put(':id')
  @Operation({
    summary: 'Replace a task',
    body: taskReplaceSchema,
    query: saveQuery,
    answer: savedTaskAnswer,
  })
  async replace(
    @By() by: Caller,
    @IdOf('task') id: Id,
    @Given() fields: TaskReplace,
    @Asked() query: SaveQuery,
    @Headers('if-match') ifMatch?: string,
  ) {
    const whole = withHash(fields, ifMatch);
    return showSaved(await this.tasks.replace(by, id, whole, onFaultOf(query)));
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
    return { event_id: await this.byHand.run(by, id, data) };
  }

  private apiOf({ workspace }: Caller, task: StoredTask) {
    return describedCallsOf(this.publicUrl, workspace.slug, task);
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
