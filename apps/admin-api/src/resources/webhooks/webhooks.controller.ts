import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import type { Id, PageRequest } from '@millwright/kernel';
import {
  secretRotationSchema,
  WebhookCountStore,
  webhookCreateSchema,
  webhookPatchSchema,
  WebhookSecretStore,
  WebhookStore,
} from '@millwright/webhook';
import type {
  SecretRotation,
  ShownSecret,
  Webhook,
  WebhookCounts,
  WebhookPatch,
  WebhookSettings,
} from '@millwright/webhook';
import { Delete, Get, Inject, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../../http/admin-request.ts';
import { Operation } from '../../http/operation.ts';
import { listAnswer, pageFields } from '../../http/page-query.ts';
import { Asked, By, Given, IdOf } from '../../http/parameters.ts';
import { found } from '../../http/problem.ts';
import { WorkspaceResource } from '../../http/resource-controller.ts';
import { pageOfSchema } from '../../http/schemas.ts';
import { WebhookWrites } from './webhook-writes.ts';
import { rotatedAnswer, showWebhook, webhookAnswer } from './webhook.dto.ts';

/** Receivers with a permanent URL. */
@WorkspaceResource('webhooks')
export class WebhooksController {
  private readonly show: ReturnType<typeof showWebhook>;

  constructor(
    private readonly database: Database,
    private readonly store: WebhookStore,
    private readonly secrets: WebhookSecretStore,
    private readonly counts: WebhookCountStore,
    private readonly writes: WebhookWrites,
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
    return this.shown(by, await this.writes.create(by, fields));
  }

  @Get()
  @Operation({
    summary: 'List webhooks',
    query: z.strictObject(pageFields()),
    answer: pageOfSchema(webhookAnswer),
  })
  async list(@By() { workspace }: Caller, @Asked() page: PageRequest) {
    const found = await this.store.list(this.database, workspace.id, page);
    const secrets = await this.secretsOf(workspace.id, found.items);
    const counts = await this.countsOf(workspace.id, found.items);
    return listAnswer(found, (webhook) => this.show(webhook, secrets, counts));
  }

  @Get(':id')
  @Operation({ summary: 'Read a webhook', answer: webhookAnswer })
  async get(@By() by: Caller, @IdOf('webhook') id: Id) {
    const webhook = await this.store.find(this.database, by.workspace.id, id);
    return this.shown(by, found(webhook, 'webhook'));
  }

  @Patch(':id')
  @Operation({ summary: 'Change a webhook', body: webhookPatchSchema, answer: webhookAnswer })
  async patch(@By() by: Caller, @IdOf('webhook') id: Id, @Given() fields: WebhookPatch) {
    return this.shown(by, await this.writes.patch(by, id, fields));
  }

  @Post(':id/rotate-secret')
  @Operation({
    summary: 'Add a signing secret, and let the older ones expire; it is shown this once',
    body: secretRotationSchema,
    bodyOptional: true,
    answer: rotatedAnswer,
    status: 200,
    secretMembers: ['secret'],
  })
  async rotateSecret(@By() by: Caller, @IdOf('webhook') id: Id, @Given() fields: SecretRotation) {
    const { webhook, secret } = await this.writes.rotateSecret(by, id, fields);
    return { ...(await this.shown(by, webhook)), secret };
  }

  @Delete(':id')
  @Operation({ summary: 'Delete a webhook' })
  async delete(@By() by: Caller, @IdOf('webhook') id: Id): Promise<void> {
    await this.writes.delete(by, id);
  }

  private async shown({ workspace }: Caller, webhook: Webhook) {
    const secrets = await this.secretsOf(workspace.id, [webhook]);
    return this.show(webhook, secrets, await this.countsOf(workspace.id, [webhook]));
  }

  private countsOf(
    workspaceId: Id,
    webhooks: readonly Webhook[],
  ): Promise<ReadonlyMap<Id, WebhookCounts>> {
    const ids = webhooks.map(({ id }) => id);
    return this.counts.countsOf(this.database, workspaceId, ids);
  }

  private secretsOf(workspaceId: Id, webhooks: readonly Webhook[]): Promise<ShownSecret[]> {
    const ids = webhooks.map(({ id }) => id);
    return this.secrets.listOf(this.database, workspaceId, ids);
  }
}
