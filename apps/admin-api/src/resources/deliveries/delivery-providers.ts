import { WorkspaceFactsCache } from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import {
  AttemptReads,
  DeliveryCommands,
  DeliveryHints,
  DeliveryReads,
  DeliverySender,
  endpointRulesOf,
  EndpointTests,
  Flusher,
  PortalTokens,
  RecoveryCommands,
} from '@millwright/delivery';
import { EventStore } from '@millwright/event';
import { CLOCK, CONFIG } from '@millwright/host';
import { MILLWRIGHT_VERSION, SecretBox, type Clock, type Id } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { OutboundHttp } from '@millwright/net';
import { Logger } from '@millwright/observability';
import { publishDueOn } from '@millwright/task';
import type { Provider } from '@nestjs/common';
import { PreviewPool } from '../../preview-pool.ts';
import { PortalGuard } from '../portal/portal.guard.ts';
import { EndpointSamples } from './endpoint-samples.ts';
import { EndpointTesting } from './endpoint-testing.ts';
import { OutboundShutdown } from './outbound-shutdown.service.ts';

/** What the resources of deliveries are made of. */
export const deliveryProviders: Provider[] = [
  DeliveryReads,
  AttemptReads,
  DeliveryHints,
  DeliveryCommands,
  RecoveryCommands,
  EndpointSamples,
  OutboundShutdown,
  PortalGuard,
  {
    provide: PortalTokens,
    inject: [CONFIG],
    useFactory: ({ secretKeys }: Config) => new PortalTokens(secretKeys),
  },
  {
    provide: OutboundHttp,
    inject: [CONFIG],
    useFactory: ({ net }: Config) => new OutboundHttp({ allow: net.allow }),
  },
  {
    provide: EndpointTests,
    inject: [
      ...[Database, EndpointSamples, OutboundHttp, PreviewPool, WorkspaceFactsCache],
      ...[CONFIG, CLOCK],
    ],
    useFactory: (
      database: Database,
      samples: EndpointSamples,
      net: OutboundHttp,
      liquid: PreviewPool,
      workspaces: WorkspaceFactsCache,
      { publicUrl, delivery: { maxBodyBytes } }: Config,
      clock: Clock,
    ) => {
      const instance = { publicUrl, version: MILLWRIGHT_VERSION };
      const sender = new DeliverySender(net, instance);
      const limitsOf = async (id: Id) => (await workspaces.factsOf(database, id)).renderLimits;
      const rules = { limitsOf, publicUrl, maxBodyBytes };
      return new EndpointTests({ database, samples, sender, instance, liquid, clock, ...rules });
    },
  },
  {
    provide: Flusher,
    inject: [Database, EventStore, MessageBus, Logger, CONFIG, CLOCK],
    useFactory: (
      database: Database,
      events: EventStore,
      bus: MessageBus,
      logger: Logger,
      { publicUrl, delivery: { maxBodyBytes } }: Config,
      clock: Clock,
    ) => {
      const rules = { publicUrl, maxBodyBytes };
      return new Flusher({ database, events, rules, clock, publish: publishDueOn(bus, logger) });
    },
  },
  {
    provide: EndpointTesting,
    inject: [Database, SecretBox, EndpointTests, CONFIG],
    useFactory: (database: Database, box: SecretBox, tests: EndpointTests, config: Config) =>
      new EndpointTesting(database, box, tests, rulesOf(config)),
  },
];

const rulesOf = ({ delivery, net }: Config) =>
  endpointRulesOf({ requireHttps: delivery.requireHttps, allow: net.allow });
