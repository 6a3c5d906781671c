import {
  GlobalStore,
  SecretStore,
  WorkspaceFactsCache,
  WorkspaceValues,
  workspaceValuesWith,
} from '@millwright/access';
import { CacheEndpointStore, CacheStore } from '@millwright/cache';
import type { Config } from '@millwright/config';
import { ConnectionStore, ConnectionWriter } from '@millwright/connection';
import { Database } from '@millwright/database';
import { endpointRulesOf, EndpointStore, EndpointWriter, KeyStore } from '@millwright/delivery';
import { EventStore } from '@millwright/event';
import { CLOCK, CONFIG } from '@millwright/host';
import { HttpRouteStore, HttpRouteWriter } from '@millwright/job';
import { SecretBox, type Clock } from '@millwright/kernel';
import { LiquidPool } from '@millwright/liquid';
import { EmailAddressStore, EmailTemplateStore, OutboxStore } from '@millwright/mail';
import {
  BulkCommands,
  BulkReplay,
  EventCommands,
  EventFilterStore,
  EventReads,
  RunCommands,
  RunReads,
  TaskDrafts,
  TaskPreviews,
  TaskStore,
  TaskVersionStore,
} from '@millwright/task';
import {
  WebhookCountStore,
  RejectionCounts,
  WebhookRequestStore,
  WebhookRouteStore,
  WebhookSecretStore,
  WebhookStore,
  WebhookWriter,
} from '@millwright/webhook';
import { StoredFileStore } from '@millwright/storage';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AccessModule } from './access/access.module.ts';
import { Housekeeping } from './housekeeping.service.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { RouteTable, routesOf } from './http/route-table.ts';
import { LiquidShutdown } from './liquid-shutdown.service.ts';
import { PreviewPool } from './preview-pool.ts';
import { DocsController } from './openapi/docs.controller.ts';
import { resourceControllers } from './resources/index.ts';
import { ConnectionTesting } from './resources/connections/connection-testing.ts';
import { ConnectionTestsConsumer } from './resources/connections/connection-tests.consumer.ts';
import { ConnectionWrites } from './resources/connections/connection-writes.ts';
import { EndpointViews } from './resources/endpoints/endpoint-views.ts';
import { EndpointWrites } from './resources/endpoints/endpoint-writes.ts';
import { deliveryProviders } from './resources/deliveries/delivery-providers.ts';
import { HttpRouteWrites } from './resources/routes/http-route-writes.ts';
import { PreviewBudget } from './resources/tasks/preview-budget.ts';
import { TaskImports } from './resources/tasks/task-imports.ts';
import { TaskPreviewing } from './resources/tasks/task-previewing.ts';
import { TaskRunsByHand } from './resources/tasks/task-runs-by-hand.ts';
import { TaskWrites } from './resources/tasks/task-writes.ts';
import { TokenWrites } from './resources/tokens/token-writes.ts';
import { WebhookRequests } from './resources/webhooks/webhook-requests.ts';
import { WebhookSamples } from './resources/webhooks/webhook-samples.ts';
import { WebhookWrites } from './resources/webhooks/webhook-writes.ts';
import { WorkspaceWrites } from './resources/workspaces/workspace-writes.ts';

/** The REST API for people and scripts. */
@Module({
  imports: [AccessModule],
  controllers: [...resourceControllers, DocsController, ConnectionTestsConsumer],
  providers: [
    WebhookStore,
    WebhookCountStore,
    WebhookSecretStore,
    WebhookWriter,
    WebhookWrites,
    RejectionCounts,
    WebhookRequests,
    WebhookRequestStore,
    WebhookRouteStore,
    WebhookSamples,
    HttpRouteStore,
    HttpRouteWriter,
    HttpRouteWrites,
    EndpointStore,
    KeyStore,
    EndpointViews,
    EndpointWrites,
    CacheStore,
    CacheEndpointStore,
    ...deliveryProviders,
    EventStore,
    EventReads,
    BulkReplay,
    EventCommands,
    EventFilterStore,
    EmailAddressStore,
    EmailTemplateStore,
    OutboxStore,
    GlobalStore,
    SecretStore,
    ConnectionStore,
    ConnectionWriter,
    ConnectionWrites,
    ConnectionTesting,
    RunReads,
    RunCommands,
    BulkCommands,
    TaskStore,
    TaskVersionStore,
    TaskWrites,
    TaskImports,
    TaskPreviewing,
    TaskRunsByHand,
    PreviewBudget,
    TokenWrites,
    WorkspaceWrites,
    StoredFileStore,
    Housekeeping,
    LiquidShutdown,
    {
      provide: EndpointWriter,
      inject: [EndpointStore, KeyStore, SecretBox, CONFIG],
      useFactory: (
        store: EndpointStore,
        keys: KeyStore,
        box: SecretBox,
        { delivery, net }: Config,
      ) =>
        new EndpointWriter(
          store,
          keys,
          box,
          endpointRulesOf({ requireHttps: delivery.requireHttps, allow: net.allow }),
        ),
    },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: RouteTable, useFactory: () => new RouteTable(routesOf(resourceControllers)) },
    // Subscriptions are rendered one save at a time, and never behind a preview, which may take ten seconds.
    { provide: LiquidPool, useFactory: () => new LiquidPool({ threads: 1 }) },
    { provide: PreviewPool, useFactory: () => new PreviewPool({ threads: 2 }) },
    {
      provide: WorkspaceFactsCache,
      inject: [CLOCK, CONFIG],
      useFactory: (clock: Clock, { publicUrl, render }: Config) =>
        new WorkspaceFactsCache(clock, publicUrl, render),
    },
    {
      provide: WorkspaceValues,
      inject: [CONFIG],
      useFactory: ({ secretKeys }: Config) => workspaceValuesWith(secretKeys),
    },
    {
      provide: TaskDrafts,
      inject: [LiquidPool, WorkspaceFactsCache, Database, WorkspaceValues, CLOCK],
      useFactory: (...parts: ConstructorParameters<typeof TaskDrafts>) => new TaskDrafts(...parts),
    },
    {
      provide: TaskPreviews,
      inject: [PreviewPool, WorkspaceFactsCache, Database, WorkspaceValues, CLOCK],
      useFactory: (...parts: ConstructorParameters<typeof TaskPreviews>) =>
        new TaskPreviews(...parts),
    },
  ],
})
export class AdminApiModule {}
