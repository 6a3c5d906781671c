import { AuditedWrites } from '@millwright/access';
import { CacheEndpointStore } from '@millwright/cache';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import { pageOf } from '@millwright/kernel';
import type { Id, PageRequest } from '@millwright/kernel';
import { Delete, Get, Inject, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found, invalid } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import {
  cacheEndpointAnswer,
  cacheEndpointCreate,
  cacheEndpointPatch,
  cursorOf,
  placeOf,
  showCacheEndpoint,
} from './cache-endpoint.dto.ts';
import type { CacheEndpointCreate, CacheEndpointPatch } from './cache-endpoint.dto.ts';

const resource = 'cache-endpoints';

/** Public addresses that serve one cache key each. */
@WorkspaceResource(resource)
export class CacheEndpointsController {
  private readonly show: ReturnType<typeof showCacheEndpoint>;

  constructor(
    private readonly database: Database,
    private readonly store: CacheEndpointStore,
    private readonly writes: AuditedWrites,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.show = showCacheEndpoint(publicUrl);
  }

  @Post()
  @Operation({
    summary: 'Create a cache endpoint',
    body: cacheEndpointCreate,
    answer: cacheEndpointAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: CacheEndpointCreate) {
    const endpoint = await this.writes.commit(
      by,
      (tx) => this.store.create(tx, by.workspace.id, fields),
      ({ id, key }) => ({ action: 'create', resource, id, changes: { key } }),
    );
    return this.show(endpoint);
  }

  @Get()
  @Operation({
    summary: 'List cache endpoints',
    query: z.strictObject(pageFields('key')),
    answer: pageOfSchema(cacheEndpointAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() { limit, cursor }: PageRequest) {
    const before = cursor === undefined ? undefined : placeOf(cursor);
    if (cursor !== undefined && before === undefined) throw invalid([badCursor]);
    const listing = { limit: limit + 1, ...(before && { before }) };
    const rows = await this.store.list(this.database, workspace.id, listing);
    return listAnswer(pageOf(rows, limit, cursorOf), this.show);
  }

  @Get(':id')
  @Operation({ summary: 'Read a cache endpoint', answer: cacheEndpointAnswer })
  async get(@By() { workspace }: Caller, @IdOf('cache endpoint') id: Id) {
    return this.show(
      found(await this.store.find(this.database, workspace.id, id), 'cache endpoint'),
    );
  }

  @Patch(':id')
  @Operation({
    summary: 'Change a cache endpoint',
    body: cacheEndpointPatch,
    answer: cacheEndpointAnswer,
  })
  async patch(
    @By() by: Caller,
    @IdOf('cache endpoint') id: Id,
    @Given() fields: CacheEndpointPatch,
  ) {
    const endpoint = await this.writes.commit(
      by,
      async (tx) =>
        found(
          await this.store.update(tx, by.workspace.id, id, definedOf(fields)),
          'cache endpoint',
        ),
      () => ({ action: 'update', resource, id, changes: { fields: Object.keys(fields) } }),
    );
    return this.show(endpoint);
  }

  @Delete(':id')
  @Operation({ summary: 'Delete a cache endpoint' })
  async delete(@By() by: Caller, @IdOf('cache endpoint') id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) =>
        found((await this.store.delete(tx, by.workspace.id, id)) || undefined, 'cache endpoint'),
      () => ({ action: 'delete', resource, id }),
    );
  }
}

const badCursor = { path: 'cursor', message: 'is not a cursor that this list gave out' };

const definedOf = ({ name, key, enabled }: CacheEndpointPatch) => ({
  ...(name !== undefined && { name }),
  ...(key !== undefined && { key }),
  ...(enabled !== undefined && { enabled }),
});
