import { AuditedWrites, SecretStore, type ShownVariable } from '@millwright/access';
import { Database } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import { secretUsers } from '@millwright/task';
import { Delete, Get, Patch, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, NameOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { madeOf } from './made-of.ts';
import { secretAnswer, secretCreate, secretPatch, showSecret } from './secret.dto.ts';
import type { SecretCreate, SecretPatch } from './secret.dto.ts';

const resource = 'secrets';

/** Texts that scripts can use and nobody can read back; in addresses by key, or by id. */
@WorkspaceResource(resource)
export class SecretsController {
  constructor(
    private readonly database: Database,
    private readonly store: SecretStore,
    private readonly writes: AuditedWrites,
  ) {}

  @Post()
  @Operation({
    summary: 'Create a secret; its value is never shown',
    body: secretCreate,
    answer: secretAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: SecretCreate) {
    const { key } = fields;
    const made = await this.writes.commit(
      by,
      async (tx) => madeOf(await this.store.create(tx, by.workspace.id, fields), 'secret', key),
      () => ({ action: 'create', resource, id: key }),
    );
    return this.shown(by.workspace.id, made);
  }

  @Get()
  @Operation({
    summary: 'List secrets by key, without their values',
    query: z.strictObject(pageFields('key')),
    answer: pageOfSchema(secretAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    const listed = await this.store.list(this.database, workspace.id, page);
    const keys = listed.items.map(({ key }) => key);
    return listAnswer(listed, showSecret(await secretUsers(this.database, workspace.id, keys)));
  }

  @Get(':id')
  @Operation({ summary: 'Read a secret, without its value', answer: secretAnswer })
  async get(@By() { workspace }: Caller, @NameOf() name: string) {
    const secret = found(await this.store.get(this.database, workspace.id, name), 'secret');
    return this.shown(workspace.id, secret);
  }

  @Patch(':id')
  @Operation({
    summary: 'Give a secret another value',
    body: secretPatch,
    answer: secretAnswer,
  })
  async patch(@By() by: Caller, @NameOf() name: string, @Given() { value }: SecretPatch) {
    const changed = await this.writes.commit(
      by,
      async (tx) => found(await this.store.update(tx, by.workspace.id, name, value), 'secret'),
      ({ key }) => ({ action: 'update', resource, id: key }),
    );
    return this.shown(by.workspace.id, changed);
  }

  @Put(':id')
  @Operation({
    summary: 'Give a secret another value',
    body: secretPatch,
    answer: secretAnswer,
  })
  put(@By() by: Caller, @NameOf() name: string, @Given() fields: SecretPatch) {
    return this.patch(by, name, fields);
  }

  @Delete(':id')
  @Operation({ summary: 'Delete a secret' })
  async delete(@By() by: Caller, @NameOf() name: string): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => found(await this.store.delete(tx, by.workspace.id, name), 'secret'),
      (key) => ({ action: 'delete', resource, id: key }),
    );
  }

  private async shown(workspaceId: Id, secret: ShownVariable) {
    return showSecret(await secretUsers(this.database, workspaceId, [secret.key]))(secret);
  }
}
