import type { ActionPorts } from '@millwright/action';
import { ConnectionStoreSource, KeptAccessTokens, SharedRenewals } from '@millwright/connection';
import type { Platform } from '@millwright/host';
import { SecretBox } from '@millwright/kernel';
import { ActionRunProgress } from '@millwright/task';

/** What actions use of the Workspace and of the machine. */
export function assembleActionPorts({ config, database, clock }: Platform): ActionPorts {
  const box = new SecretBox(config.secretKeys);
  return {
    connections: new ConnectionStoreSource(database, box),
    tokens: new KeptAccessTokens(clock, new SharedRenewals(database, box, clock)),
    files: missing('files'),
    printer: missing('printer'),
    mail: missing('mail'),
    progress: new ActionRunProgress(database),
  };
}

const missing = <Port extends object>(what: string): Port =>
  new Proxy({} as Port, {
    get: () => {
      throw new Error(`the runner has no ${what}`);
    },
  });
