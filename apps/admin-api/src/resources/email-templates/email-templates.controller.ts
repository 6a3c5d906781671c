import { AuditedWrites } from '@millwright/access';
import { Database } from '@millwright/database';
import type { Id, PageRequest } from '@millwright/kernel';
import { parseTextTemplate } from '@millwright/liquid';
import { EmailTemplateStore, MAX_EMAIL_TEMPLATES } from '@millwright/mail';
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
  emailTemplateAnswer,
  emailTemplateCreate,
  emailTemplatePatch,
  showEmailTemplate,
} from './email-template.dto.ts';
import type { EmailTemplateChange, EmailTemplateCreate } from './email-template.dto.ts';

const resource = 'email-templates';
const noun = 'email template';

/** What makes the HTML of mails of the options of email actions. */
@WorkspaceResource(resource)
export class EmailTemplatesController {
  constructor(
    private readonly database: Database,
    private readonly store: EmailTemplateStore,
    private readonly writes: AuditedWrites,
  ) {}

  @Post()
  @Operation({
    summary: 'Create an email template',
    body: emailTemplateCreate,
    answer: emailTemplateAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: EmailTemplateCreate) {
    refuseUnparsable(fields.body);
    const made = await this.writes.commit(
      by,
      async (tx) => {
        const template = await this.store.create(tx, by.workspace.id, fields);
        return template === 'full' ? refuseMore() : untaken(template, fields.name);
      },
      ({ id, name }) => ({ action: 'create', resource, id, changes: { name } }),
    );
    return showEmailTemplate(made);
  }

  @Get()
  @Operation({
    summary: 'List email templates by name',
    query: z.strictObject(pageFields('key')),
    answer: pageOfSchema(emailTemplateAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    return listAnswer(await this.store.list(this.database, workspace.id, page), showEmailTemplate);
  }

  @Get(':id')
  @Operation({ summary: 'Read an email template', answer: emailTemplateAnswer })
  async get(@By() { workspace }: Caller, @IdOf(noun) id: Id) {
    return showEmailTemplate(found(await this.store.get(this.database, workspace.id, id), noun));
  }

  @Patch(':id')
  @Operation({
    summary: 'Change an email template',
    body: emailTemplatePatch,
    answer: emailTemplateAnswer,
  })
  async patch(@By() by: Caller, @IdOf(noun) id: Id, @Given() fields: EmailTemplateChange) {
    if (fields.body !== undefined) refuseUnparsable(fields.body);
    const changed = await this.writes.commit(
      by,
      async (tx) => {
        const template = await this.store.update(tx, by.workspace.id, id, fields);
        return untaken(found(template, noun), fields.name ?? '');
      },
      () => ({ action: 'update', resource, id, changes: { fields: Object.keys(fields) } }),
    );
    return showEmailTemplate(changed);
  }

  @Delete(':id')
  @Operation({ summary: 'Delete an email template' })
  async delete(@By() by: Caller, @IdOf(noun) id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) => found((await this.store.delete(tx, by.workspace.id, id)) || undefined, noun),
      () => ({ action: 'delete', resource, id }),
    );
  }
}

function refuseMore(): never {
  const most = `a Workspace has at most ${MAX_EMAIL_TEMPLATES} email templates`;
  throw new ProblemError('conflict', most);
}

function untaken<Template extends object>(template: Template | 'taken', name: string): Template {
  if (template !== 'taken') return template;
  throw new ProblemError('conflict', `there is an email template named "${name}" already`);
}

function refuseUnparsable(body: string): void {
  const fault = parseTextTemplate(body);
  if (fault !== undefined) throw invalid([{ path: 'body', ...fault }]);
}
