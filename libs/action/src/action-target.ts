import { type Id, RawJson } from '@millwright/kernel';
import { textAt } from './options/text-at.ts';
import { actionNamed } from './registry.ts';

/**
 * Whom an action run depends on: what is slow for one run is slow for all of the same target. Undefined for actions
 * that ask nobody outside. Known without reading the options as a whole, for it is asked of every run.
 */
export function actionTarget(
  type: string,
  optionsText: string,
  workspaceId: Id,
): string | undefined {
  const action = actionNamed(type);
  if (action?.where !== 'outside') return undefined;
  const options = new RawJson(optionsText);
  const own = action.targetIn?.(options);
  const account = action.connection?.isNamed === false ? undefined : textAt(options, 'account');
  return own ?? `${workspaceId} ${type} ${account ?? ''}`;
}
