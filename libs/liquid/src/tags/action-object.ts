import { LiquidRunError } from '../liquid.errors.ts';
import { withoutMatch } from '../values/match.ts';

const META = '__meta';
const PERFORM_EVENT = '__perform_event';

/** The control parameters of an action, wherever they stand. Absent: not given. */
export interface ActionControls {
  meta?: unknown;
  performEvent?: unknown;
}

/** Options without the control parameters among them, and those. */
export function withoutControls(options: unknown): [unknown, ActionControls] {
  if (!(options instanceof Map) || (!options.has(META) && !options.has(PERFORM_EVENT))) {
    return [options, {}];
  }
  const rest = new Map(options as Map<string, unknown>);
  const controls = controlsOf(rest);
  rest.delete(META);
  rest.delete(PERFORM_EVENT);
  return [rest, controls];
}

/** The control parameters in a hash. */
export function controlsOf(hash: ReadonlyMap<string, unknown>): ActionControls {
  return {
    ...(hash.has(META) && { meta: hash.get(META) }),
    ...(hash.has(PERFORM_EVENT) && { performEvent: hash.get(PERFORM_EVENT) }),
  };
}

/** Whether a name is one of a control parameter. */
export const isControl = (name: string): boolean => name === META || name === PERFORM_EVENT;

/** `{"action":{…}}` as a value. */
export function actionObject(
  givenType: unknown,
  given: { options: unknown; meta?: unknown },
  controls: ActionControls,
): Map<string, unknown> {
  const type = withoutMatch(givenType);
  if (typeof type !== 'string' || type === '') {
    throw new LiquidRunError('liquid_render', 'action: its type must be a text, such as "http"');
  }
  const [options, inside] = withoutControls(given.options);
  const { meta, performEvent } = { meta: given.meta, ...inside, ...controls };
  const action = new Map<string, unknown>([
    ['type', type],
    ['options', options],
  ]);
  if (meta !== undefined) action.set('meta', meta);
  if (performEvent === false) action.set('perform_event', false);
  return new Map([['action', action]]);
}
