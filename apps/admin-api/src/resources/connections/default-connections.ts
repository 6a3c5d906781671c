import type { WorkspaceSettings } from '@millwright/access';
import {
  connectionTypeNamed,
  readKnownConnections,
  type DefaultSetting,
} from '@millwright/connection';
import type { Transaction } from '@millwright/database';
import type { Id } from '@millwright/kernel';
import { invalid } from '../../http/problem.ts';

const settings = [
  'default_mail_connection',
  'default_shopify_connection',
] as const satisfies readonly DefaultSetting[];

/**
 * Checks that the defaults which are being set name Connections of a type that they are for. In the transaction that
 * has set them: no Connection goes before it commits. @throws ProblemError
 */
export async function checkDefaults(
  tx: Transaction,
  workspaceId: Id,
  given: Readonly<Partial<Record<keyof WorkspaceSettings, unknown>>>,
): Promise<void> {
  const set = settings.filter((setting) => typeof given[setting] === 'string');
  if (set.length === 0) return;
  const { connections } = await readKnownConnections(tx, workspaceId);
  const faults = set.flatMap((setting) => {
    const fitting = connections
      .filter(({ type }) => connectionTypeNamed(type)?.defaultSetting === setting)
      .map(({ name }) => name);
    if (fitting.some((name) => name === given[setting])) return [];
    const known = fitting.length === 0 ? 'none' : fitting.join(', ');
    return [{ path: setting, message: `names no such Connection; known: ${known}` }];
  });
  if (faults.length > 0) throw invalid(faults);
}
