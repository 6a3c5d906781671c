import { AuditedWrites } from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import { pageOf } from '@millwright/kernel';
import type { Id, PageRequest } from '@millwright/kernel';
import { EmailAddressStore } from '@millwright/mail';
import { Delete, Get, Inject, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found, invalid } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { cursorOf, placeOf } from '../cache-endpoints/cache-endpoint.dto.ts';
import {
  emailAddressAnswer,
  emailAddressCreate,
  emailAddressPatch,
  showEmailAddress,
} from './email-address.dto.ts';
import type { EmailAddressCreate, EmailAddressPatch } from './email-address.dto.ts';

const resource = 'email-addresses';
const noun = 'email address';

/** The addresses at which a Workspace takes mail: each is a URL that nobody can guess. */
@WorkspaceResource(resource)
export class EmailAddressesController {
  private readonly show: ReturnType<typeof showEmailAddress>;

  constructor(
    private readonly database: Database,
    private readonly store: EmailAddressStore,
    private readonly writes: AuditedWrites,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.show = showEmailAddress(publicUrl);
  }

  @Post()
  @Operation({
    summary: 'Create an address for mail',
    body: emailAddressCreate,
    answer: emailAddressAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: EmailAddressCreate) {
    const made = await this.writes.commit(
      by,
      (tx) => this.store.create(tx, by.workspace.id, fields),
      ({ id, name }) => ({ action: 'create', resource, id, changes: { name } }),
    );
    return this.show(made);
  }

  @Get()
  @Operation({
    summary: 'List addresses for mail',
    query: z.strictObject(pageFields('key')),
    answer: pageOfSchema(emailAddressAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() { limit, cursor }: PageRequest) {
    const before = cursor === undefined ? undefined : placeOf(cursor);
    if (cursor !== undefined && before === undefined) {
      throw invalid([{ path: 'cursor', message: 'is not a cursor that this list gave out' }]);
    }
    const listing = { limit: limit + 1, ...(before && { before }) };
    const rows = await this.store.list(this.database, workspace.id, listing);
    return listAnswer(pageOf(rows, limit, cursorOf), this.show);
  }

  @Get(':id')
  @Operation({ summary: 'Read an address for mail', answer: emailAddressAnswer })
  async get(@By() { workspace }: Caller, @IdOf(noun) id: Id) {
    return this.show(found(await this.store.find(this.database, workspace.id, id), noun));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change an address for mail',
    body: emailAddressPatch,
    answer: emailAddressAnswer,
  })
  async patch(@By() by: Caller, @IdOf(noun) id: Id, @Given() fields: EmailAddressPatch) {
    const changed = await this.writes.commit(
      by,
      async (tx) => found(await this.store.update(tx, by.workspace.id, id, fields), noun),
      () => ({ action: 'update', resource, id, changes: { fields: Object.keys(fields) } }),
    );
    return this.show(changed);
  }

  @Delete(':id')
  @Operation({ summary: 'Delete an address for mail' })
  async delete(@By() by: Caller, @IdOf(noun) id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => found((await this.store.delete(tx, by.workspace.id, id)) || undefined, noun),
      () => ({ action: 'delete', resource, id }),
    );
  }
}
