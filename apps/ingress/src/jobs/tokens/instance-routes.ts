import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import { whoamiOf } from '@millwright/job';
import { MILLWRIGHT_VERSION } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { JobReply, WorkspaceRequest } from '../api/job-request.ts';
import type { JobRoute, JobRoutes } from '../api/job-route.ts';

/** The addresses that tell every holder of a token who it is, and where. */
@Injectable()
export class InstanceRoutes implements JobRoutes {
  readonly routes: readonly JobRoute[] = [
    {
      method: 'GET',
      path: 'version',
      handle: () => ({ text: `Millwright ${MILLWRIGHT_VERSION}` }),
    },
    { method: 'GET', path: 'jobs/db_clock', handle: () => this.clock() },
    {
      method: 'GET',
      workspacePath: 'users/whoami',
      handle: (request: WorkspaceRequest) => this.whoami(request),
    },
  ];

  private readonly publicHost: string;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.publicHost = new URL(publicUrl).hostname;
  }

  private async clock(): Promise<JobReply> {
    const [row] = await this.database.query<{ now: Date }>('select clock_timestamp() as now');
    return { json: row!.now.getTime() };
  }

  private async whoami({ who, workspace }: WorkspaceRequest): Promise<JobReply> {
    const [row] = await this.database.query<{ since: Date }>(
      'select created_at as since from workspaces where id = $1',
      [workspace.id],
    );
    return { json: whoamiOf(who, { since: row!.since, publicHost: this.publicHost }) };
  }
}
