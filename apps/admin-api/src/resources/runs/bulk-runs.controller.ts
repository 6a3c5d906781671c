import { AuditedWrites } from '@millwright/access';
import type { Id } from '@millwright/kernel';
import { BulkCommands } from '@millwright/task';
import { Get, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By, Given, IdOf } from '../../http/parameters.ts';
import { found, invalid } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { bulkAnswer, bulkCount, bulkCreate } from './bulk.dto.ts';
import type { BulkCreate } from './bulk.dto.ts';

const resource = 'runs';

/** Work on many runs at once, in the background. */
@WorkspaceResource(resource)
export class BulkRunsController {
  constructor(
    private readonly bulk: BulkCommands,
    private readonly writes: AuditedWrites,
  ) {}

  @Post('bulk')
  @Operation({
    summary: 'Retry, cancel or purge many runs, or count them',
    body: bulkCreate,
    answer: z.union([bulkAnswer, bulkCount]),
    status: 202,
  })
  async create(@By() by: Caller, @Given() { dry_run: isDry = false, ...request }: BulkCreate) {
    const { id: workspaceId } = by.workspace;
    if (isDry) return doneOf(await this.bulk.count(workspaceId, request));
    const { id } = doneOf(await this.bulk.start(workspaceId, request));
    const { action, filter } = request;
    await this.writes.note(by, { action: `bulk_${action}`, resource, id, changes: { filter } });
    return this.get(by, id);
  }

  @Get('bulk/:id')
  @Operation({ summary: 'Read how far work on many runs has come', answer: bulkAnswer })
  async get(@By() { workspace }: Caller, @IdOf('bulk job') id: Id) {
    return found(await this.bulk.get(workspace.id, id), 'bulk job');
  }
}

function doneOf<Done>(outcome: { ok: true; done: Done } | { ok: false; message: string }): Done {
  if (outcome.ok) return outcome.done;
  throw invalid([{ path: 'filter', message: outcome.message }]);
}
