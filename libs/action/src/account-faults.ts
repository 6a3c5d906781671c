import { resolveConnection, type KnownConnections } from '@millwright/connection';
import type { Action } from './action.ts';
import { REFERENCE_MARK } from './secrets/secret-source.ts';

/** Why an action would find no Connection among those of its Workspace, as people read it; none: it finds one. */
export function accountFaults(
  { name, connection }: Action,
  optionsText: string,
  known: KnownConnections,
): string[] {
  if (connection === undefined) return [];
  const account = connection.isNamed === false ? undefined : accountIn(optionsText);
  if (account === undefined && connection.optional === true) return [];
  const asker = `the ${name} action`;
  const found = resolveConnection(known, { types: connection.types, account, asker });
  return found.ok ? [] : [`options.account: ${found.message}`];
}

function accountIn(optionsText: string): string | undefined {
  try {
    const { account } = (JSON.parse(optionsText) ?? {}) as { account?: unknown };
    return typeof account === 'string' && !account.includes(REFERENCE_MARK) ? account : undefined;
  } catch {
    // Options that are no JSON are told of by whoever reads them.
    return undefined;
  }
}
