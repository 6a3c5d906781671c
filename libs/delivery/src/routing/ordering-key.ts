import type { StoredEvent } from '@millwright/event';
import { jsonValueAt, RawJson, sha256Hex, storableText, type Id } from '@millwright/kernel';
import { compactJson } from '../formats/index.ts';

const LONGEST_KEY = 200;

/** The value that an event is ordered by, as text; null where it has none, and for endpoints that name none. */
export function orderingKeyOf(path: string | null, { envelope, data }: StoredEvent): string | null {
  if (path === null) return null;
  const [name, ...steps] = path.split('.');
  const value =
    name === 'data'
      ? valueAt(data, steps)
      : valueAt(new RawJson(JSON.stringify(envelope)), [name!]);
  return value === undefined || value.text === 'null' ? null : storedKey(textOf(value));
}

/** A place among the deliveries of an endpoint that wait for each other. */
export interface LanePlace {
  lane: string | null;
  laneUntil: 'final' | 'attempted' | null;
  position: Id;
}

/** The lane of a key; of the whole endpoint, and of events without one, null. */
export const laneOfKey = (orderingKey: string | null): string => `key/${orderingKey ?? ''}`;

function valueAt(json: RawJson, steps: readonly string[]): RawJson | undefined {
  let value: RawJson | undefined = json;
  for (const step of steps) {
    if (value === undefined) return undefined;
    value =
      jsonValueAt(value, [step]) ??
      (isIndex(step) ? jsonValueAt(value, [Number(step)]) : undefined);
  }
  return value;
}

const isIndex = (step: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(step);

const textOf = ({ text }: RawJson): string =>
  text.startsWith('"') ? (JSON.parse(text) as string) : compactJson(text);

/** A long one is cut, and told from others that begin like it by its hash. */
function storedKey(key: string): string {
  const text = storableText(key);
  return text.length <= LONGEST_KEY ? text : `${text.slice(0, LONGEST_KEY)}#${sha256Hex(text)}`;
}
