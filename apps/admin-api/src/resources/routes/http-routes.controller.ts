import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import { httpRouteCreateSchema, httpRoutePatchSchema, HttpRouteStore } from '@millwright/job';
import type { HttpRoute, HttpRoutePatch, HttpRouteSettings } from '@millwright/job';
import type { Id, PageRequest } from '@millwright/kernel';
import { Delete, Get, Inject, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { HttpRouteWrites } from './http-route-writes.ts';
import { httpRouteAnswer, showHttpRoute } from './http-route.dto.ts';

/** Methods and paths of a Workspace's own, each of which calls a task. */
@WorkspaceResource('routes')
export class HttpRoutesController {
  private readonly publicUrl: string;

  constructor(
    private readonly database: Database,
    private readonly store: HttpRouteStore,
    private readonly writes: HttpRouteWrites,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.publicUrl = publicUrl;
  }

  @Post()
  @Operation({
    summary: 'Create an HTTP route',
    body: httpRouteCreateSchema,
    answer: httpRouteAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: HttpRouteSettings) {
    return this.shown(by, await this.writes.create(by, fields));
  }

  @Get()
  @Operation({
    summary: 'List HTTP routes',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(httpRouteAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    const routes = await this.store.list(this.database, workspace.id, page);
    return listAnswer(routes, showHttpRoute(this.publicUrl, workspace));
  }

  @Get(':id')
  @Operation({ summary: 'Read an HTTP route', answer: httpRouteAnswer })
  async get(@By() by: Caller, @IdOf('route') id: Id) {
    const route = await this.store.find(this.database, by.workspace.id, id);
    return this.shown(by, found(route, 'route'));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change an HTTP route',
    body: httpRoutePatchSchema,
    answer: httpRouteAnswer,
  })
  async patch(@By() by: Caller, @IdOf('route') id: Id, @Given() fields: HttpRoutePatch) {
    return this.shown(by, await this.writes.patch(by, id, fields));
  }

  @Delete(':id')
  @Operation({ summary: 'Delete an HTTP route' })
  async delete(@By() by: Caller, @IdOf('route') id: Id): Promise<void> {
    await this.writes.delete(by, id);
  }

  private shown({ workspace }: Caller, route: HttpRoute) {
    return showHttpRoute(this.publicUrl, workspace)(route);
  }
}
