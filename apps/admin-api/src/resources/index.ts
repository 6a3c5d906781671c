import type { Type } from '@nestjs/common';
import { AuditLogController } from './audit-log/audit-log.controller.ts';
import { CacheController } from './cache/cache.controller.ts';
import { CacheEndpointsController } from './cache-endpoints/cache-endpoints.controller.ts';
import { ConnectionTypesController } from './connections/connection-types.controller.ts';
import { ConnectionsController } from './connections/connections.controller.ts';
import { DeliveriesController } from './deliveries/deliveries.controller.ts';
import { EndpointDeliveriesController } from './deliveries/endpoint-deliveries.controller.ts';
import { EndpointTestsController } from './deliveries/endpoint-tests.controller.ts';
import { FlushesController } from './deliveries/flushes.controller.ts';
import { EmailAddressesController } from './email-addresses/email-addresses.controller.ts';
import { EmailTemplatesController } from './email-templates/email-templates.controller.ts';
import { EndpointsController } from './endpoints/endpoints.controller.ts';
import { EventFiltersController } from './event-filters/event-filters.controller.ts';
import { EventsController } from './events/events.controller.ts';
import { OutboxController } from './outbox/outbox.controller.ts';
import { PortalController } from './portal/portal.controller.ts';
import { PortalLinksController } from './portal/portal-links.controller.ts';
import { GlobalsController } from './globals/globals.controller.ts';
import {
  ProviderCatalogueController,
  ProvidersController,
} from './providers/providers.controller.ts';
import { HttpRoutesController } from './routes/http-routes.controller.ts';
import { ActionRunsController } from './runs/action-runs.controller.ts';
import { BulkRunsController } from './runs/bulk-runs.controller.ts';
import { TaskRunsController } from './runs/task-runs.controller.ts';
import { SealedSecretsController } from './sealed-secrets/sealed-secrets.controller.ts';
import { SecretsController } from './secrets/secrets.controller.ts';
import { SettingsController } from './settings/settings.controller.ts';
import { StatsController } from './stats/stats.controller.ts';
import { TaskExchangeController } from './tasks/task-exchange.controller.ts';
import { TaskPreviewsController } from './tasks/task-previews.controller.ts';
import { TaskVersionsController } from './tasks/task-versions.controller.ts';
import { TasksController } from './tasks/tasks.controller.ts';
import { TopicsController } from './topics/topics.controller.ts';
import { TokensController } from './tokens/tokens.controller.ts';
import { WebhookRequestsController } from './webhooks/webhook-requests.controller.ts';
import { WebhookSetupController } from './webhooks/webhook-setup.controller.ts';
import { WebhooksController } from './webhooks/webhooks.controller.ts';
import { WorkspacesController } from './workspaces/workspaces.controller.ts';

/** Every resource of the API, in the order of its documentation. */
export const resourceControllers: readonly Type[] = [
  WorkspacesController,
  SealedSecretsController,
  WebhooksController,
  WebhookRequestsController,
  WebhookSetupController,
  ProvidersController,
  ProviderCatalogueController,
  TasksController,
  TaskVersionsController,
  TaskPreviewsController,
  TaskExchangeController,
  HttpRoutesController,
  EndpointsController,
  TopicsController,
  EventsController,
  TaskRunsController,
  ActionRunsController,
  BulkRunsController,
  EndpointTestsController,
  FlushesController,
  PortalLinksController,
  PortalController,
  EndpointDeliveriesController,
  DeliveriesController,
  CacheController,
  CacheEndpointsController,
  EventFiltersController,
  EmailTemplatesController,
  EmailAddressesController,
  OutboxController,
  GlobalsController,
  SecretsController,
  ConnectionsController,
  ConnectionTypesController,
  TokensController,
  SettingsController,
  AuditLogController,
  StatsController,
];
