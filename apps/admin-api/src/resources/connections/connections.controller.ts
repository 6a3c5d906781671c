import { AuditedWrites } from '@millwright/access';
import type { Config } from '@millwright/config';
import {
  connectionCreateSchema,
  connectionPatchSchema,
  ConnectionStore,
  type ConnectionCreate,
  type ConnectionPatch,
} from '@millwright/connection';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import type { Id } from '@millwright/kernel';
import { Delete, Get, Inject, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields, splitPage } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import {
  connectionAnswer,
  connectionTestAnswer,
  inboundTokenAnswer,
  newConnectionAnswer,
  showConnection,
} from './connection.dto.ts';
import { ConnectionTesting } from './connection-testing.ts';
import { ConnectionWrites } from './connection-writes.ts';

const connectionQuery = z.strictObject({ ...pageFields(), type: z.string().max(100).optional() });

const resource = 'connections';

/** Credentials of a Workspace at the services that its tasks use. */
@WorkspaceResource(resource)
export class ConnectionsController {
  private readonly show: ReturnType<typeof showConnection>;

  constructor(
    private readonly database: Database,
    private readonly store: ConnectionStore,
    private readonly writes: ConnectionWrites,
    private readonly testing: ConnectionTesting,
    private readonly audited: AuditedWrites,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.show = showConnection(publicUrl);
  }

  @Post()
  @Operation({
    summary: 'Create a Connection; its secrets are never shown, its inbound token this once',
    body: connectionCreateSchema,
    answer: newConnectionAnswer,
    status: 201,
    secretMembers: ['inbound_token'],
  })
  async create(@By() by: Caller, @Given() fields: ConnectionCreate) {
    const { connection, inboundToken } = await this.writes.create(by, fields);
    return { ...this.show(connection), inbound_token: inboundToken };
  }

  @Get()
  @Operation({
    summary: 'List Connections, without their secrets',
    query: connectionQuery,
    answer: pageOfSchema(connectionAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() query: z.output<typeof connectionQuery>) {
    const { page, filters } = splitPage(query);
    return listAnswer(await this.store.list(this.database, workspace.id, filters, page), this.show);
  }

  @Get(':id')
  @Operation({ summary: 'Read a Connection, without its secrets', answer: connectionAnswer })
  async get(@By() { workspace }: Caller, @IdOf('Connection') id: Id) {
    return this.show(found(await this.store.find(this.database, workspace.id, id), 'Connection'));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change a Connection; fields that are left out stay, null takes one away',
    body: connectionPatchSchema,
    answer: connectionAnswer,
  })
  async patch(@By() by: Caller, @IdOf('Connection') id: Id, @Given() fields: ConnectionPatch) {
    return this.show(await this.writes.patch(by, id, fields));
  }

  @Delete(':id')
  @Operation({ summary: 'Delete a Connection that is no default of the Workspace' })
  async delete(@By() by: Caller, @IdOf('Connection') id: Id): Promise<void> {
    await this.writes.delete(by, id);
  }

  @Post(':id/test')
  @Operation({
    summary: 'Try a Connection from a task-runner, without changing anything at the other side',
    answer: connectionTestAnswer,
    status: 200,
  })
  async test(@By() by: Caller, @IdOf('Connection') id: Id) {
    found(await this.store.find(this.database, by.workspace.id, id), 'Connection');
    const { ok, code, message } = await this.testing.test(by.workspace.id, id);
    await this.audited.note(by, { action: 'test', resource, id, changes: { ok } });
    return { ok, ...(code !== undefined && { code }), message };
  }

  @Post(':id/rotate-inbound-token')
  @Operation({
    summary: 'Replace the token of requests to inbound_url; the new one is shown this once',
    answer: inboundTokenAnswer,
    status: 200,
    secretMembers: ['inbound_token'],
  })
  async rotateInboundToken(@By() by: Caller, @IdOf('Connection') id: Id) {
    const { inboundToken } = await this.writes.rotateInboundToken(by, id);
    return { inbound_token: inboundToken };
  }
}
