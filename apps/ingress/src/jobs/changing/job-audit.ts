import { AuditLog } from '@millwright/access';
import { Database } from '@millwright/database';
import { Injectable } from '@nestjs/common';
import type { WorkspaceRequest } from '../api/job-request.ts';

/** Notes in the audit log what was done to jobs. */
@Injectable()
export class JobAudit {
  private readonly log = new AuditLog();

  constructor(private readonly database: Database) {}

  /** `id` null: to several. `changes`: how many, by their path; never what a job ran on. */
  async note(
    { who, workspace, clientIp }: WorkspaceRequest,
    action: string,
    id: string | null,
    changes?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.log.record(this.database, {
      workspaceId: workspace.id,
      actor: who.name,
      address: clientIp,
      action,
      resource: 'jobs',
      resourceId: id,
      changes,
    });
  }
}
