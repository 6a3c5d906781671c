import { AuditedWrites } from '@millwright/access';
import type { Transaction } from '@millwright/database';
import { CLOCK } from '@millwright/host';
import { HttpRouteStore, HttpRouteWriter } from '@millwright/job';
import type { HttpRoute, HttpRoutePatch, HttpRouteSettings, WrittenRoute } from '@millwright/job';
import type { Clock, Id } from '@millwright/kernel';
import { TaskStore } from '@millwright/task';
import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../http/admin-request.ts';
import { found, invalid, ProblemError } from '../../http/problem.ts';

const resource = 'routes';

/** Creates, changes and deletes HTTP routes with their secrets. */
@Injectable()
export class HttpRouteWrites {
  constructor(
    private readonly writes: AuditedWrites,
    private readonly store: HttpRouteStore,
    private readonly writer: HttpRouteWriter,
    private readonly tasks: TaskStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  create(by: Caller, fields: HttpRouteSettings): Promise<HttpRoute> {
    return this.writes.commit(
      by,
      async (tx) => {
        await this.refuseUnknownTask(tx, by, fields.task_id);
        return written(await this.writer.create(tx, by.workspace.id, fields, this.now()));
      },
      (route) => ({
        action: 'create',
        resource,
        id: route.id,
        changes: { method: route.method, path: route.path, auth: route.auth.type },
      }),
    );
  }

  patch(by: Caller, id: Id, fields: HttpRoutePatch): Promise<HttpRoute> {
    return this.writes.commit(
      by,
      async (tx) => {
        found(await this.store.find(tx, by.workspace.id, id), 'route');
        await this.refuseUnknownTask(tx, by, fields.task_id);
        const outcome = await this.writer.update(tx, by.workspace.id, id, fields, this.now());
        return written(found(outcome, 'route'));
      },
      (route) => ({
        action: 'update',
        resource,
        id,
        changes: { fields: Object.keys(fields), ...(fields.auth && { auth: route.auth.type }) },
      }),
    );
  }

  async delete(by: Caller, id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => found((await this.store.delete(tx, by.workspace.id, id)) || undefined, 'route'),
      () => ({ action: 'delete', resource, id }),
    );
  }

  private async refuseUnknownTask(
    tx: Transaction,
    { workspace }: Caller,
    taskId: Id | undefined,
  ): Promise<void> {
    if (taskId === undefined) return;
    if ((await this.tasks.get(tx, workspace.id, taskId)) === undefined) {
      throw invalid([{ path: 'task_id', message: 'the Workspace has no such task' }]);
    }
  }

  private now(): Date {
    return new Date(this.clock.now());
  }
}

function written(outcome: WrittenRoute): HttpRoute {
  if ('faults' in outcome) throw invalid(outcome.faults);
  if ('route' in outcome) return outcome.route;
  throw new ProblemError(
    'path_taken',
    'another route has this method and path, whatever its parameters are called: change that one, or use another path',
  );
}
