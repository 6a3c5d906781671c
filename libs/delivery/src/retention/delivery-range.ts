import type { Id } from '@millwright/kernel';

/** Deliveries of a Workspace in a range of ids, of which a batch is treated. */
export interface DeliveryRange {
  workspaceId: Id;
  /** The lowest id. */
  from: Id;
  /** The lowest id after the range. */
  to: Id;
  limit: number;
}
