import { AuditedWrites } from '@millwright/access';
import { AttemptReads, DeliveryCommands, DeliveryReads } from '@millwright/delivery';
import type { Id, PageRequest } from '@millwright/kernel';
import { Get, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields, splitPage } from '../../http/page-query.ts';
import { Asked, By, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { deliveredOf } from './delivery-answer.ts';
import {
  attemptAnswer,
  commandedAnswer,
  deliveryAnswer,
  deliveryLineAnswer,
  deliveryQuery,
} from './delivery.dto.ts';
import type { DeliveryQuery } from './delivery.dto.ts';

const resource = 'deliveries';

/** What is sent to endpoints, and how each try of it went. */
@WorkspaceResource(resource)
export class DeliveriesController {
  constructor(
    private readonly deliveries: DeliveryReads,
    private readonly attempts: AttemptReads,
    private readonly commands: DeliveryCommands,
    private readonly writes: AuditedWrites,
  ) {}

  @Get()
  @Operation({
    summary: 'List deliveries',
    query: deliveryQuery,
    answer: pageOfSchema(deliveryLineAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() query: DeliveryQuery) {
    const { page, filters } = splitPage(query);
    return listAnswer(await this.deliveries.list(workspace.id, filters, page));
  }

  @Get(':id')
  @Operation({ summary: 'Read a delivery with its body', answer: deliveryAnswer })
  async get(@By() { workspace }: Caller, @IdOf('delivery') id: Id) {
    return found(await this.deliveries.get(workspace.id, id), 'delivery');
  }

  @Get(':id/attempts')
  @Operation({
    summary: 'List the attempts of a delivery',
    query: z.strictObject(pageFields('number')),
    answer: pageOfSchema(attemptAnswer),
  })
  async listAttempts(@By() by: Caller, @IdOf('delivery') id: Id, @Asked() page: PageRequest) {
    await this.get(by, id);
    return listAnswer(await this.attempts.ofDelivery(by.workspace.id, id, page));
  }

  @Post(':id/replay')
  @Operation({ summary: 'Send a delivery again, now', answer: commandedAnswer, status: 202 })
  async replay(@By() by: Caller, @IdOf('delivery') id: Id) {
    const done = deliveredOf(await this.commands.replay(by.workspace.id, id));
    await this.writes.note(by, { action: 'replay', resource, id });
    return done;
  }

  @Post(':id/cancel')
  @Operation({
    summary: 'Cancel a delivery that has not ended',
    answer: commandedAnswer,
    status: 202,
  })
  async cancel(@By() by: Caller, @IdOf('delivery') id: Id) {
    const done = deliveredOf(await this.commands.cancel(by.workspace.id, id));
    await this.writes.note(by, { action: 'cancel', resource, id });
    return done;
  }
}
