import { AuditedWrites } from '@millwright/access';
import { Database } from '@millwright/database';
import { AttemptReads, EndpointStore, RecoveryCommands } from '@millwright/delivery';
import type { Id, PageRequest } from '@millwright/kernel';
import { Get, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found, invalid } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { deliveredOf } from './delivery-answer.ts';
import { attemptAnswer } from './delivery.dto.ts';
import { recoverAnswer, recoverBody } from './recover.dto.ts';
import type { RecoverBody } from './recover.dto.ts';

const resource = 'endpoints';
const DAY_MS = 86_400_000;

/** What an endpoint was sent, and what it has missed. */
@WorkspaceResource(resource)
export class EndpointDeliveriesController {
  constructor(
    private readonly database: Database,
    private readonly endpoints: EndpointStore,
    private readonly attempts: AttemptReads,
    private readonly recoveries: RecoveryCommands,
    private readonly writes: AuditedWrites,
  ) {}

  @Get(':id/attempts')
  @Operation({
    summary: 'List the attempts of an endpoint',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(attemptAnswer),
  })
  async listAttempts(
    @By() { workspace }: Caller,
    @IdOf('endpoint') id: Id,
    @Asked() page: PageRequest,
  ) {
    found(await this.endpoints.find(this.database, workspace.id, id), 'endpoint');
    return listAnswer(await this.attempts.ofEndpoint(workspace.id, id, page));
  }

  @Post(':id/recover')
  @Operation({
    summary: 'Send what an endpoint has not received, in the background, or count it',
    body: recoverBody,
    answer: recoverAnswer,
    status: 202,
  })
  async recover(@By() by: Caller, @IdOf('endpoint') id: Id, @Given() body: RecoverBody) {
    const { dry_run: isDry, kind, since, until = new Date(), topics } = body;
    found(await this.endpoints.find(this.database, by.workspace.id, id), 'endpoint');
    refuseBeforeRetention(since, by);
    const request = { kind, since, until, topics };
    if (isDry) return deliveredOf(await this.recoveries.count(by.workspace.id, id, request));
    const done = deliveredOf(await this.recoveries.start(by.workspace.id, id, request));
    await this.writes.note(by, {
      action: 'recover',
      resource,
      id,
      changes: { ...request, ...done },
    });
    return done;
  }
}

function refuseBeforeRetention(since: Date, { workspace }: Caller): void {
  const { retention_days: days } = workspace.settings;
  if (since.getTime() >= Date.now() - days * DAY_MS) return;
  throw invalid([{ path: 'since', message: `the Workspace keeps ${days} days (retention_days)` }]);
}
