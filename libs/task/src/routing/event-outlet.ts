import type { Sql, Transaction } from '@millwright/database';
import type { StoredEvent } from '@millwright/event';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';

/** Where events go besides tasks, as they are routed. The apps supply it; it belongs to nothing that task knows. */
export interface EventOutlet {
  /** The epoch as of which it knows the configuration. */
  readonly epoch: number;
  /** Reads what was written up to an epoch; costs nothing when that is known. */
  refresh(sql: Sql, epoch: number): Promise<void>;
  /** Whether an event may only be taken after all older ones of its Workspace, by the configuration as it is known here. */
  keepsOrder(workspaceId: Id): boolean;
  /** Whether an event that passed its filters would go out, by the configuration as it is known here. */
  wants(event: StoredEvent): boolean;
  /** Takes events in the transaction that routes them; answers what is to be published after its commit. */
  take(tx: Transaction, events: readonly StoredEvent[], now: Date): Promise<OutgoingMessage[]>;
}
