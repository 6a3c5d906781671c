import { Module, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CacheEndpointStore, CacheStore } from '@millwright/cache';
import { InboundConnections } from '@millwright/connection';
import { EventStore } from '@millwright/event';
import { EmailAddressStore } from '@millwright/mail';
import {
  HandshakeStore,
  PermitStore,
  WebhookCounter,
  WebhookCountStore,
  WebhookRouteStore,
  WebhookSecretStore,
  WebhookStore,
} from '@millwright/webhook';
import { CacheEndpointController } from './cache/cache-endpoint.controller.ts';
import { ConfigChangedConsumer } from './config-changed.consumer.ts';
import { ConfigWatch } from './config-watch.ts';
import { EmailIntake } from './emails/email-intake.ts';
import { ConnectionCalls } from './connections/connection-calls.ts';
import { ConnectionIntake } from './connections/connection-intake.ts';
import { InboundSource } from './connections/inbound-source.ts';
import { EventIntake } from './events/event-intake.ts';
import { IntakeSpool } from './events/intake-spool.ts';
import { SpoolStore } from './events/spool.store.ts';
import { fileProviders } from './files/file.providers.ts';
import { FilesController } from './files/files.controller.ts';
import { BodyReader } from './http/body-reader.ts';
import { httpRouteProviders } from './http-routes/http-route.providers.ts';
import { LIMITS, type IngressLimits } from './http/limits.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { jobProviders } from './jobs/job.providers.ts';
import { RepliesConsumer } from './replies.consumer.ts';
import { webhookProviders } from './webhooks/webhook.providers.ts';

const stores = [
  CacheEndpointStore,
  CacheStore,
  EmailAddressStore,
  EventStore,
  HandshakeStore,
  PermitStore,
  SpoolStore,
  WebhookCountStore,
  WebhookRouteStore,
  WebhookSecretStore,
  WebhookStore,
];

/** Public HTTP: webhooks, cache endpoints, stored files, the job API and HTTP routes. Needs the platform's module beside it. */
@Module({})
export class IngressModule {
  static forRoot(limits: IngressLimits, others: Provider[] = []): DynamicModule {
    return {
      module: IngressModule,
      controllers: [
        CacheEndpointController,
        FilesController,
        ConfigChangedConsumer,
        RepliesConsumer,
      ],
      providers: [
        ...stores,
        ...jobProviders,
        ...httpRouteProviders,
        ...fileProviders,
        { provide: LIMITS, useValue: limits },
        { provide: APP_FILTER, useClass: ProblemFilter },
        BodyReader,
        ConfigWatch,
        EmailIntake,
        ConnectionCalls,
        ConnectionIntake,
        InboundConnections,
        { provide: InboundSource, useExisting: InboundConnections },
        EventIntake,
        IntakeSpool,
        WebhookCounter,
        ...webhookProviders,
        ...others,
      ],
    };
  }
}
