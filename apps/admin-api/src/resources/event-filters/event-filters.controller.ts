import { AuditedWrites } from '@millwright/access';
import { Database } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import { parseTemplate } from '@millwright/liquid';
import { EventFilterStore, MAX_EVENT_FILTERS } from '@millwright/task';
import { Delete, Get, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import {
  eventFilterAnswer,
  eventFilterCreate,
  eventFilterPatch,
  showEventFilter,
} from './event-filter.dto.ts';
import type { EventFilterChange, EventFilterCreate } from './event-filter.dto.ts';

const resource = 'event-filters';

/** Templates that are rendered for each event before it is matched, and may stop it. */
@WorkspaceResource(resource)
export class EventFiltersController {
  constructor(
    private readonly database: Database,
    private readonly store: EventFilterStore,
    private readonly writes: AuditedWrites,
  ) {}

  @Post()
  @Operation({
    summary: 'Create an event filter',
    body: eventFilterCreate,
    answer: eventFilterAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: EventFilterCreate) {
    refuseUnparsable(fields.template);
    const made = await this.writes.commit(
      by,
      async (tx) => {
        const filter = await this.store.create(tx, by.workspace.id, fields);
        if (filter !== undefined) return filter;
        throw new ProblemError('conflict', `a Workspace has at most ${MAX_EVENT_FILTERS} filters`);
      },
      ({ id, name }) => ({ action: 'create', resource, id, changes: { name } }),
    );
    return showEventFilter(made);
  }

  @Get()
  @Operation({
    summary: 'List event filters',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(eventFilterAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    return listAnswer(await this.store.list(this.database, workspace.id, page), showEventFilter);
  }

  @Get(':id')
  @Operation({ summary: 'Read an event filter', answer: eventFilterAnswer })
  async get(@By() { workspace }: Caller, @IdOf('event filter') id: Id) {
    return showEventFilter(
      found(await this.store.get(this.database, workspace.id, id), 'event filter'),
    );
  }

  @Patch(':id')
  @Operation({
    summary: 'Change an event filter',
    body: eventFilterPatch,
    answer: eventFilterAnswer,
  })
  async patch(@By() by: Caller, @IdOf('event filter') id: Id, @Given() fields: EventFilterChange) {
    if (fields.template !== undefined) refuseUnparsable(fields.template);
    const changed = await this.writes.commit(
      by,
      async (tx) => found(await this.store.update(tx, by.workspace.id, id, fields), 'event filter'),
      () => ({ action: 'update', resource, id, changes: { fields: Object.keys(fields) } }),
    );
    return showEventFilter(changed);
  }

  @Delete(':id')
  @Operation({ summary: 'Delete an event filter' })
  async delete(@By() by: Caller, @IdOf('event filter') id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) =>
        found((await this.store.delete(tx, by.workspace.id, id)) || undefined, 'event filter'),
      () => ({ action: 'delete', resource, id }),
    );
  }
}

function refuseUnparsable(template: string): void {
  const fault = parseTemplate(template);
  if (fault !== undefined) throw invalid([{ path: 'template', ...fault }]);
}
