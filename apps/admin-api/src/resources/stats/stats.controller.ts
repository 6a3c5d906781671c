import { Database } from '@millwright/database';
import { CLOCK } from '@millwright/host';
import type { Clock } from '@millwright/kernel';
import { workspaceStats } from '@millwright/task';
import { Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { By } from '../../http/parameters.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { idSchema } from '../../http/schemas.ts';

const count = z.number().int();
const open = z.object({
  unscheduled: count,
  scheduled: count,
  due: count,
  started: count,
  oldest_due_seconds: count.nullable(),
});

const answer = z.object({
  open: z.object({ event: open, task: open, action: open, delivery: open }),
  failures: z
    .array(
      z.object({ task_id: idSchema, task_path: z.string().nullable(), code: z.string(), count }),
    )
    .meta({ description: 'The newest 1,000 of each kind in the last 24 hours, by task and code.' }),
});

/** How a Workspace is doing. */
@WorkspaceResource('stats')
export class StatsController {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Operation({ summary: 'Count open runs and recent failures', answer })
  get(@By() { workspace }: Caller) {
    return workspaceStats(this.database, workspace.id, this.clock.now());
  }
}
