import type { WorkspaceFactsCache } from '@millwright/access';
import {
  AttemptsInHand,
  DeliveryRunner,
  DeliverySender,
  EndpointCache,
} from '@millwright/delivery';
import { EventStore } from '@millwright/event';
import type { Platform } from '@millwright/host';
import { MILLWRIGHT_VERSION, SecretBox } from '@millwright/kernel';
import type { LiquidPool } from '@millwright/liquid';
import type { OutboundHttp } from '@millwright/net';
import { publishDueOn } from '@millwright/task';

/** What deliveries share with the rest of the runner. */
interface DeliveryParts {
  net: OutboundHttp;
  liquid: LiquidPool;
  workspaces: WorkspaceFactsCache;
}

/** Puts together what sends deliveries. */
export function assembleDeliveries(
  { config, database, bus, logger, metrics, instanceId }: Platform,
  { net, liquid, workspaces }: DeliveryParts,
): DeliveryRunner {
  const { publicUrl, delivery, secretKeys } = config;
  const instance = { publicUrl, version: MILLWRIGHT_VERSION };
  const endpoints = new EndpointCache(database, new SecretBox(secretKeys));
  const shared = { database, endpoints, logger, holder: instanceId };
  const attempts = new AttemptsInHand({
    ...shared,
    sender: new DeliverySender(net, instance),
    bodies: {
      database,
      events: new EventStore(database),
      liquid,
      limitsOf: async (id) => (await workspaces.factsOf(database, id)).renderLimits,
      publicUrl,
      maxBodyBytes: delivery.maxBodyBytes,
    },
    publish: publishDueOn(bus, logger),
    metrics,
  });
  const { concurrency } = delivery;
  const runner = new DeliveryRunner({ ...shared, net, instance, attempts, concurrency });
  metrics.gauge(
    'millwright_delivery_attempts_in_flight',
    'Attempts of deliveries that are under way',
    () => runner.inUse,
  );
  return runner;
}
