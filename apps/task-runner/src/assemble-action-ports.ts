import { ShopBudgets, type ActionPorts } from '@millwright/action';
import { ConnectionStoreSource, KeptAccessTokens, SharedRenewals } from '@millwright/connection';
import type { Platform } from '@millwright/host';
import { SecretBox } from '@millwright/kernel';
import { ActionRunProgress } from '@millwright/task';
import { assembleFileKeeper } from './assemble-file-keeper.ts';
import { assembleMailRoom, type MailParts } from './assemble-mail-room.ts';

/** What actions use of the Workspace and of the machine; what watches bulk operations is made with the runner. */
export function assembleActionPorts(
  platform: Platform,
  parts: MailParts,
): Omit<ActionPorts, 'bulkOperations'> {
  const { config, database, clock } = platform;
  const box = new SecretBox(config.secretKeys);
  return {
    connections: new ConnectionStoreSource(database, box),
    tokens: new KeptAccessTokens(clock, new SharedRenewals(database, box, clock)),
    files: assembleFileKeeper(platform),
    printer: missing('printer'),
    mail: assembleMailRoom(platform, parts),
    progress: new ActionRunProgress(database),
    shops: new ShopBudgets(),
  };
}

const missing = <Port extends object>(what: string): Port =>
  new Proxy({} as Port, {
    get: () => {
      throw new Error(`the runner has no ${what}`);
    },
  });
