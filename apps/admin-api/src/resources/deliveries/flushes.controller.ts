import { AuditedWrites } from '@millwright/access';
import { Database } from '@millwright/database';
import { EndpointStore, Flusher } from '@millwright/delivery';
import type { Id } from '@millwright/kernel';
import { HttpStatus, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By, Given, IdOf } from '../../http/parameters.ts';
import { found, ProblemError } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { flushAnswer, flushBody } from './flush.dto.ts';
import type { FlushBody } from './flush.dto.ts';

const resource = 'endpoints';

/** Sends pending items of batches before their time. */
@WorkspaceResource(resource)
export class FlushesController {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointStore,
    private readonly flusher: Flusher,
    private readonly writes: AuditedWrites,
  ) {}

  @Post('flush')
  @Operation({
    summary: 'Cut the pending items of all enabled endpoints into deliveries',
    answer: flushAnswer,
    status: 202,
  })
  async flushAll(@By() by: Caller) {
    const done = await this.flusher.flushAll(by.workspace.id);
    await this.writes.note(by, { action: 'flush', resource, id: null, changes: { ...done } });
    return done;
  }

  @Post(':id/flush')
  @Operation({
    summary: 'Cut the pending items of an endpoint into deliveries, all or those of a range',
    body: flushBody,
    bodyOptional: true,
    answer: flushAnswer,
    status: 202,
  })
  async flush(
    @By() by: Caller,
    @IdOf('endpoint') id: Id,
    @Given() { from_event_id: fromEventId, to_event_id: toEventId }: FlushBody,
    @Res({ passthrough: true }) response: Response,
  ) {
    const endpoint = await this.endpoints.find(this.database, by.workspace.id, id);
    const { enabled, mode } = found(endpoint, 'endpoint');
    if (!enabled) throw new ProblemError('conflict', 'the endpoint is disabled; enable it first');
    if (mode === 'immediate') {
      response.status(HttpStatus.OK);
      return { endpoints: 0, items: 0, deliveries: 0 };
    }
    const isWhole = fromEventId === undefined || toEventId === undefined;
    const flushed = await this.flusher.flush(id, isWhole ? undefined : { fromEventId, toEventId });
    const done = { endpoints: 1, ...flushed };
    await this.writes.note(by, { action: 'flush', resource, id, changes: { ...done } });
    return done;
  }
}
