import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import type { Id, PageRequest } from '@millwright/kernel';
import { webhookCreateSchema, webhookPatchSchema, WebhookStore } from '@millwright/webhook';
import type { WebhookPatch, WebhookSettings } from '@millwright/webhook';
import { Delete, Get, Inject, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { AuditedWrites } from '../../writes/audited-writes.ts';
import { showWebhook, webhookAnswer } from './webhook.dto.ts';

const resource = 'webhooks';

/** Receivers with a permanent URL. */
@WorkspaceResource(resource)
export class WebhooksController {
  private readonly show: ReturnType<typeof showWebhook>;

  constructor(
    private readonly database: Database,
    private readonly store: WebhookStore,
    private readonly writes: AuditedWrites,
    @Inject(CONFIG) { publicUrl }: Config,
  ) {
    this.show = showWebhook(publicUrl);
  }

  @Post()
  @Operation({
    summary: 'Create a webhook',
    body: webhookCreateSchema,
    answer: webhookAnswer,
    status: 201,
  })
  async create(@By() by: Caller, @Given() fields: WebhookSettings) {
    const webhook = await this.writes.commit(
      by,
      (tx) => this.store.create(tx, by.workspace.id, fields),
      ({ id, topic }) => ({ action: 'create', resource, id, changes: { topic } }),
    );
    return this.show(webhook);
  }

  @Get()
  @Operation({
    summary: 'List webhooks',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(webhookAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    return listAnswer(await this.store.list(this.database, workspace.id, page), this.show);
  }

  @Get(':id')
  @Operation({ summary: 'Read a webhook', answer: webhookAnswer })
  async get(@By() { workspace }: Caller, @IdOf('webhook') id: Id) {
    return this.show(found(await this.store.find(this.database, workspace.id, id), 'webhook'));
  }

  @Patch(':id')
  @Operation({ summary: 'Change a webhook', body: webhookPatchSchema, answer: webhookAnswer })
  async patch(@By() by: Caller, @IdOf('webhook') id: Id, @Given() fields: WebhookPatch) {
    const webhook = await this.writes.commit(
      by,
      async (tx) => found(await this.store.update(tx, by.workspace.id, id, fields), 'webhook'),
      () => ({ action: 'update', resource, id, changes: { fields: Object.keys(fields) } }),
    );
    return this.show(webhook);
  }

  @Delete(':id')
  @Operation({ summary: 'Delete a webhook' })
  async delete(@By() by: Caller, @IdOf('webhook') id: Id): Promise<void> {
    await this.writes.commit(
      by,
      async (tx) =>
        found((await this.store.delete(tx, by.workspace.id, id)) || undefined, 'webhook'),
      () => ({ action: 'delete', resource, id }),
    );
  }
}
