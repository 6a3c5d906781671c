import { workspaceCreateSchema, workspacePatchSchema, WorkspaceStore } from '@millwright/access';
import type { WorkspaceCreate, WorkspacePatch } from '@millwright/access';
import { Database } from '@millwright/database';
import type { PageRequest } from '@millwright/kernel';
import { Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { InstanceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { showWorkspace, workspaceAnswer } from './workspace.dto.ts';
import { WorkspaceWrites } from './workspace-writes.ts';

/** The instance's Workspaces; for its admin alone. */
@InstanceResource()
export class WorkspacesController {
  constructor(
    private readonly database: Database,
    private readonly store: WorkspaceStore,
    private readonly writes: WorkspaceWrites,
  ) {}

  @Post()
  @Operation({
    summary: 'Create a Workspace',
    body: workspaceCreateSchema,
    answer: workspaceAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: WorkspaceCreate) {
    return showWorkspace(await this.writes.create(by, fields));
  }

  @Get()
  @Operation({
    summary: 'List Workspaces',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(workspaceAnswer),
  })
  async list(@Asked() page: PageRequest) {
    return listAnswer(await this.store.list(this.database, page), showWorkspace);
  }

  @Get(':ws')
  @Operation({ summary: 'Read a Workspace', answer: workspaceAnswer })
  async get(@Param('ws') slug: string) {
    return showWorkspace(found(await this.store.bySlug(this.database, slug), 'Workspace'));
  }

  @Patch(':ws')
  @Operation({ summary: 'Rename a Workspace', body: workspacePatchSchema, answer: workspaceAnswer })
  async patch(@By() by: Caller, @Param('ws') slug: string, @Given() fields: WorkspacePatch) {
    return showWorkspace(await this.writes.patch(by, slug, fields));
  }

  @Delete(':ws')
  @Operation({ summary: 'Delete a Workspace with everything in it' })
  async delete(@By() by: Caller, @Param('ws') slug: string): Promise<void> {
    await this.writes.delete(by, slug);
  }
}
