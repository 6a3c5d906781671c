import { AuditLog } from '@millwright/access';
import type { AuditLine } from '@millwright/access';
import { Database } from '@millwright/database';
import { Get } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By } from '../../http/parameters.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import {
  anySchema,
  createdFields,
  idSchema,
  pageOfSchema,
  timeSchema,
} from '../../http/schemas.ts';

const text = z.string().max(512).optional();

const query = z.strictObject({
  ...pageFields(),
  actor: text,
  action: text,
  resource: text,
  resource_id: text,
  ...createdFields,
});

const answer = z.object({
  id: idSchema,
  actor: z.string(),
  address: z.string().nullable(),
  action: z.string(),
  resource: z.string(),
  resource_id: z.string().nullable(),
  changes: anySchema.nullable(),
  created_at: timeSchema,
});

/** Who changed what, when, from where. */
@WorkspaceResource('audit-log')
export class AuditLogController {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @Operation({ summary: 'List audit entries', query, answer: pageOfSchema(answer) })
  async list(@By() { workspace }: Caller, @Asked() asked: z.output<typeof query>) {
    const {
      actor,
      action,
      resource,
      resource_id: resourceId,
      created_from: from,
      created_to: to,
    } = asked;
    const filters = { actor, action, resource, resourceId, from, to };
    return listAnswer(
      await this.audit.list(this.database, workspace.id, filters, asked),
      showEntry,
    );
  }
}

const showEntry = ({ resourceId, createdAt, ...line }: AuditLine) => ({
  id: line.id,
  actor: line.actor,
  address: line.address,
  action: line.action,
  resource: line.resource,
  resource_id: resourceId,
  changes: line.changes,
  created_at: createdAt,
});
