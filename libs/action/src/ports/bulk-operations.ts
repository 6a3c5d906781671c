import type { Id } from '@millwright/kernel';

/** A bulk operation that a task began at a shop. */
export interface BegunBulkOperation {
  workspaceId: Id;
  /** The event whose run began it: the parent of the one that tells its end. */
  eventId: Id;
  taskId: Id;
  actionRunId: Id;
  /** By which it is asked about. */
  connection: { id: Id; name: string };
  apiVersion: string;
  /** `gid://shopify/BulkOperation/…`. */
  operationId: string;
}

/** Sees to it that the end of bulk operations is told to the tasks that began them. */
export interface BulkOperations {
  /** Durable once it resolves. One that is watched already stays with who began to watch it. */
  watch(operation: BegunBulkOperation): Promise<void>;
}
