import { AuditedWrites } from '@millwright/access';
import { Database } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import { OutboxStore } from '@millwright/mail';
import { Delete, Get } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { keptMailAnswer, keptMailLine, showKeptMail } from './outbox.dto.ts';

const resource = 'outbox';
const noun = 'mail';

/** Mails that were made and not sent, because the Workspace has no mail Connection. */
@WorkspaceResource(resource)
export class OutboxController {
  constructor(
    private readonly database: Database,
    private readonly store: OutboxStore,
    private readonly writes: AuditedWrites,
  ) {}

  @Get()
  @Operation({
    summary: 'List mails that were kept instead of sent',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(keptMailLine),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    return listAnswer(await this.store.list(this.database, workspace.id, page), showKeptMail);
  }

  @Get(':id')
  @Operation({ summary: 'Read a kept mail, with the whole of it', answer: keptMailAnswer })
  async get(@By() { workspace }: Caller, @IdOf(noun) id: Id) {
    const mail = found(await this.store.get(this.database, workspace.id, id), noun);
    return { ...showKeptMail(mail), raw: mail.raw.toString('utf8') };
  }

  @Delete(':id')
  @Operation({ summary: 'Delete a kept mail' })
  async delete(@By() by: Caller, @IdOf(noun) id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => found((await this.store.delete(tx, by.workspace.id, id)) || undefined, noun),
      () => ({ action: 'delete', resource, id }),
    );
  }
}
