import type { ActionPorts } from '@millwright/action';
import type { Platform } from '@millwright/host';

/** What actions use of the Workspace and of the machine. */
export function assembleActionPorts(_platform: Platform): ActionPorts {
  return {
    connections: missing('connections'),
    tokens: missing('tokens'),
    files: missing('files'),
    printer: missing('printer'),
    mail: missing('mail'),
    progress: missing('progress'),
  };
}

const missing = <Port extends object>(what: string): Port =>
  new Proxy({} as Port, {
    get: () => {
      throw new Error(`the runner has no ${what}`);
    },
  });
