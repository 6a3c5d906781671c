import { ChromiumPrinter, ShopBudgets, type ActionPorts } from '@millwright/action';
import { ConnectionStoreSource, KeptAccessTokens, SharedRenewals } from '@millwright/connection';
import type { Platform } from '@millwright/host';
import { SecretBox } from '@millwright/kernel';
import { ActionRunProgress } from '@millwright/task';
import { assembleFileKeeper } from './assemble-file-keeper.ts';
import { assembleMailRoom, type MailParts } from './assemble-mail-room.ts';

/** What the ports are made of besides the platform. */
export interface PortParts extends MailParts {
  printer: ChromiumPrinter;
}

/** What actions use of the Workspace and of the machine; what watches bulk operations is made with the runner. */
export function assembleActionPorts(
  platform: Platform,
  parts: PortParts,
): Omit<ActionPorts, 'bulkOperations'> {
  const { config, database, clock } = platform;
  const box = new SecretBox(config.secretKeys);
  return {
    connections: new ConnectionStoreSource(database, box),
    tokens: new KeptAccessTokens(clock, new SharedRenewals(database, box, clock)),
    files: assembleFileKeeper(platform),
    printer: parts.printer,
    mail: assembleMailRoom(platform, parts),
    progress: new ActionRunProgress(database),
    shops: new ShopBudgets(),
  };
}

/** The printer of a runner. One without a sandbox of its own works, and says so. */
export const assemblePrinter = ({ config, logger }: Platform): ChromiumPrinter =>
  new ChromiumPrinter({
    ...config.runner.chromium,
    started: ({ sandboxed }) => logger.info({ message: 'printer.started', sandboxed }),
  });
