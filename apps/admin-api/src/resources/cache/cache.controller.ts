import { AuditedWrites } from '@millwright/access';
import { cacheKeyFault, CacheStore } from '@millwright/cache';
import type { CacheCommand, CacheOutcome } from '@millwright/cache';
import { Database } from '@millwright/database';
import { pageOf } from '@millwright/kernel';
import { Delete, Get, Put } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer } from '../../http/page-query.ts';
import { Asked, By, Given } from '../../http/parameters.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { KeyInAddress } from './key-in-address.ts';
import {
  cacheEntryAnswer,
  cacheLineAnswer,
  cachePut,
  cacheQuery,
  showEntry,
  showLine,
} from './cache.dto.ts';
import type { CachePut, CacheQuery } from './cache.dto.ts';

const resource = 'cache';

/** Values that scripts keep under keys. */
@WorkspaceResource(resource)
export class CacheController {
  constructor(
    private readonly database: Database,
    private readonly store: CacheStore,
    private readonly writes: AuditedWrites,
  ) {}

  @Get()
  @Operation({
    summary: 'List cache entries by key',
    query: cacheQuery,
    answer: pageOfSchema(cacheLineAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() { limit, cursor: after, prefix }: CacheQuery) {
    const listing = { limit: limit + 1, ...(after && { after }), ...(prefix && { prefix }) };
    const lines = await this.store.list(this.database, workspace.id, listing);
    return listAnswer(
      pageOf(lines, limit, ({ key }) => key),
      showLine,
    );
  }

  @Get('*key')
  @Operation({ summary: 'Read a cache entry', answer: cacheEntryAnswer })
  async get(@By() { workspace }: Caller, @KeyInAddress() key: string) {
    if (cacheKeyFault(key) !== undefined)
      throw new ProblemError('not_found', 'there is no such key');
    return showEntry(
      found(await this.store.entry(this.database, workspace.id, key), 'cache entry'),
    );
  }

  @Put('*key')
  @Operation({ summary: 'Keep a value', body: cachePut, answer: cacheEntryAnswer })
  async put(@By() by: Caller, @KeyInAddress() key: string, @Given() { value, ttl }: CachePut) {
    await this.run(by, 'set', { name: 'set', key, value: value.text, ...(ttl && { ttl }) });
    return this.get(by, key);
  }

  @Delete('*key')
  @Operation({ summary: 'Delete a cache entry' })
  async delete(@By() by: Caller, @KeyInAddress() key: string): Promise<void> {
    await this.get(by, key);
    await this.run(by, 'delete', { name: 'del', key });
  }

  private async run(by: Caller, action: string, command: CacheCommand): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => refuse(await this.store.run(tx, by.workspace.id, command)),
      () => ({ action, resource, id: command.key }),
    );
  }
}

function refuse(outcome: CacheOutcome): void {
  if (outcome.ok) return;
  const { code, path, message } = outcome;
  if (code === 'size_limit') throw new ProblemError('size_limit', `${path} ${message}`);
  throw invalid([{ path, message }]);
}
