import { BulkOperationReader, ShopReader, type ActionPorts } from '@millwright/action';
import type { Platform } from '@millwright/host';
import { LiquidPool } from '@millwright/liquid';
import type { OutboundHttp } from '@millwright/net';
import {
  BULK_MEMORY_BYTES,
  BulkOperationWatch,
  type ChildEventStore,
  type ScriptShops,
} from '@millwright/task';

/** Waiting for a shop takes a thread, but no time of a processor. */
const ASKING_PER_THREAD = 4;

/** What speaks with shops besides actions: scripts, and the watch of bulk operations. */
export class Shops {
  constructor(
    readonly scripts: ScriptShops,
    readonly bulkOperations: BulkOperationWatch,
  ) {}

  /** Nobody waits for a shop any longer. */
  stopWaiting(): void {
    this.scripts.liquid.endWaits();
    this.bulkOperations.stop();
  }
}

/** What shops share with the rest of the runner. */
interface ShopParts {
  ports: Pick<ActionPorts, 'connections' | 'shops'>;
  net: OutboundHttp;
  children: ChildEventStore;
}

/** Puts together what speaks with shops. */
export function assembleShops(
  { config, database, clock, logger }: Platform,
  { ports, net, children }: ShopParts,
): Shops {
  const tools = { connections: ports.connections, shops: ports.shops, net, clock };
  const liquid = new LiquidPool({
    threads: config.runner.threads * ASKING_PER_THREAD,
    maxMemoryBytes: Math.max(config.render.memoryBytes, BULK_MEMORY_BYTES),
  });
  const reader = new BulkOperationReader(tools);
  return new Shops(
    { reader: new ShopReader(tools), liquid },
    new BulkOperationWatch({ database, reader, children, clock, logger }),
  );
}
