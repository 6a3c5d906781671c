import { AuditedWrites, compactGlobal, GlobalStore, MAX_VARIABLE_BYTES } from '@millwright/access';
import { Database } from '@millwright/database';
import type { PageRequest, RawJson } from '@millwright/kernel';
import { Delete, Get, Patch, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, NameOf } from '../../http/parameters.ts';
import { found, ProblemError } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { madeOf } from '../secrets/made-of.ts';
import { globalAnswer, globalCreate, globalPatch, showGlobal } from './global.dto.ts';
import type { GlobalCreate, GlobalPatch } from './global.dto.ts';

const resource = 'globals';

/** Values that all scripts of a Workspace can read; in addresses by key, or by id. */
@WorkspaceResource(resource)
export class GlobalsController {
  constructor(
    private readonly database: Database,
    private readonly store: GlobalStore,
    private readonly writes: AuditedWrites,
  ) {}

  @Post()
  @Operation({
    summary: 'Create a global',
    body: globalCreate,
    answer: globalAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() { key, value }: GlobalCreate) {
    const fields = { key, value: compacted(value) };
    const made = await this.writes.commit(
      by,
      async (tx) => madeOf(await this.store.create(tx, by.workspace.id, fields), 'global', key),
      () => ({ action: 'create', resource, id: key }),
    );
    return showGlobal(made);
  }

  @Get()
  @Operation({
    summary: 'List globals by key',
    query: z.strictObject(pageFields('key')),
    answer: pageOfSchema(globalAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    return listAnswer(await this.store.list(this.database, workspace.id, page), showGlobal);
  }

  @Get(':id')
  @Operation({ summary: 'Read a global', answer: globalAnswer })
  async get(@By() { workspace }: Caller, @NameOf() name: string) {
    return showGlobal(found(await this.store.get(this.database, workspace.id, name), 'global'));
  }

  @Patch(':id')
  @Operation({ summary: 'Change a global', body: globalPatch, answer: globalAnswer })
  async patch(@By() by: Caller, @NameOf() name: string, @Given() { value }: GlobalPatch) {
    const compact = compacted(value);
    const changed = await this.writes.commit(
      by,
      async (tx) => found(await this.store.update(tx, by.workspace.id, name, compact), 'global'),
      ({ key }) => ({ action: 'update', resource, id: key }),
    );
    return showGlobal(changed);
  }

  @Put(':id')
  @Operation({ summary: 'Change a global', body: globalPatch, answer: globalAnswer })
  put(@By() by: Caller, @NameOf() name: string, @Given() fields: GlobalPatch) {
    return this.patch(by, name, fields);
  }

  @Delete(':id')
  @Operation({ summary: 'Delete a global' })
  async delete(@By() by: Caller, @NameOf() name: string): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => found(await this.store.delete(tx, by.workspace.id, name), 'global'),
      (key) => ({ action: 'delete', resource, id: key }),
    );
  }
}

function compacted(value: RawJson): string {
  const text = compactGlobal(value);
  const bytes = Buffer.byteLength(text);
  if (bytes <= MAX_VARIABLE_BYTES) return text;
  throw new ProblemError(
    'size_limit',
    `value is ${bytes} bytes of JSON; a global holds at most ${MAX_VARIABLE_BYTES}`,
  );
}
