import type { AccessTokens, ConnectionSource } from '@millwright/connection';
import type { ShopBudgets } from '../shopify/shop-budgets.ts';
import type { BulkOperations } from './bulk-operations.ts';
import type { MailRoom } from './mail-room.ts';
import type { PagePrinter } from './page-printer.ts';
import type { RunProgress } from './run-progress.ts';
import type { StoredFiles } from './stored-files.ts';

export type * from './bulk-operations.ts';
export type * from './mail-room.ts';
export type * from './page-printer.ts';
export type * from './run-progress.ts';
export type * from './stored-files.ts';

/** What actions use of the Workspace and of the machine, besides the network. */
export interface ActionPorts {
  connections: ConnectionSource;
  tokens: AccessTokens;
  files: StoredFiles;
  printer: PagePrinter;
  mail: MailRoom;
  progress: RunProgress;
  bulkOperations: BulkOperations;
  /** What is left to be asked of shops; one for a process. */
  shops: ShopBudgets;
}
