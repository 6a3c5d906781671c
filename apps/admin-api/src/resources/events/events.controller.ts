import { AuditedWrites } from '@millwright/access';
import { DeliveryReads } from '@millwright/delivery';
import { RawJson } from '@millwright/kernel';
import type { Id } from '@millwright/kernel';
import { BulkReplay, EventCommands, EventReads, MAX_REPLAYED, RunCommands } from '@millwright/task';
import { Get, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { byHandOf, doneOf } from '../../http/command-answer.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, splitPage } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found, invalid } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { idSchema, pageOfSchema } from '../../http/schemas.ts';
import {
  eventAnswer,
  eventCreate,
  eventLineAnswer,
  eventQuery,
  eventReplay,
  eventsReplay,
  eventsReplayAnswer,
} from './event.dto.ts';
import type { EventCreate, EventQuery, EventReplay, EventsReplay } from './event.dto.ts';
import { refuseLarge } from './event-size.ts';

const resource = 'events';

/** Accepted facts, and what came of them. */
@WorkspaceResource(resource)
export class EventsController {
  constructor(
    private readonly reads: EventReads,
    private readonly deliveries: DeliveryReads,
    private readonly commands: EventCommands,
    private readonly replays: BulkReplay,
    private readonly runs: RunCommands,
    private readonly writes: AuditedWrites,
  ) {}

  @Get()
  @Operation({ summary: 'List events', query: eventQuery, answer: pageOfSchema(eventLineAnswer) })
  async list(@By() { workspace }: Caller, @Asked() query: EventQuery) {
    const { page, filters } = splitPage(query);
    return listAnswer(await this.reads.list(workspace.id, filters, page));
  }

  @Post()
  @Operation({ summary: 'Publish an event', body: eventCreate, answer: eventAnswer, status: 201 })
  async create(@By() by: Caller, @Given() { topic, data = NULL, run_at: runAt }: EventCreate) {
    refuseLarge(data, by);
    const { id } = doneOf(
      await this.commands.publishEvent(by.workspace.id, { topic, data, runAt }),
    );
    await this.writes.note(by, { action: 'publish', resource, id, changes: { topic } });
    return this.get(by, id);
  }

  @Post('replay')
  @Operation({
    summary: 'Make many events again, as they were, oldest first',
    body: eventsReplay,
    answer: eventsReplayAnswer,
    status: 202,
  })
  async replayMany(@By() by: Caller, @Given() { filter }: EventsReplay) {
    const queued = await this.replays.replay(by.workspace.id, filter);
    if (queued === undefined) {
      const message = `fits more than ${MAX_REPLAYED} events; narrow it, by created_from and created_to for example`;
      throw invalid([{ path: 'filter', message }]);
    }
    await this.writes.note(by, {
      action: 'replay',
      resource,
      id: null,
      changes: { filter, queued },
    });
    return { queued };
  }

  @Get(':id')
  @Operation({ summary: 'Read an event with everything below it', answer: eventAnswer })
  async get(@By() { workspace }: Caller, @IdOf('event') id: Id) {
    const event = found(await this.reads.get(workspace.id, id), 'event');
    return { ...event, deliveries: await this.deliveries.ofEvent(workspace.id, id) };
  }

  @Post(':id/replay')
  @Operation({
    summary: 'Make the same event again',
    body: eventReplay,
    bodyOptional: true,
    answer: eventAnswer,
    status: 201,
  })
  async replay(
    @By() by: Caller,
    @IdOf('event') id: Id,
    @Given() { data, task_ids: taskIds }: EventReplay,
  ) {
    if (data !== undefined) refuseLarge(data, by);
    const made = doneOf(await this.commands.replayEvent(by.workspace.id, id, { data, taskIds }));
    await this.writes.note(by, { action: 'replay', resource, id, changes: { event_id: made.id } });
    return this.get(by, made.id);
  }

  @Post(':id/retry')
  @Operation({ summary: "Start an event's run again", answer: eventAnswer })
  async retry(@By() by: Caller, @IdOf('event') id: Id) {
    doneOf(await this.runs.retryEventRun(by.workspace.id, id));
    await this.writes.note(by, { action: 'retry', resource, id });
    return this.get(by, id);
  }

  @Post(':id/cancel')
  @Operation({
    summary: 'Cancel everything pending below an event',
    answer: z.object({ id: idSchema, cancelled: z.number().int() }),
  })
  async cancel(@By() by: Caller, @IdOf('event') id: Id) {
    const done = doneOf(await this.commands.cancelEvent(by.workspace.id, id, byHandOf(by)));
    await this.writes.note(by, {
      action: 'cancel',
      resource,
      id,
      changes: { cancelled: done.cancelled },
    });
    return done;
  }
}

const NULL = new RawJson('null');
