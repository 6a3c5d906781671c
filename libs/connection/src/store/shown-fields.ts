import { fieldsSchemaOf } from '../catalogue/field-schemas.ts';
import { connectionTypeNamed } from '../types/index.ts';
import type { Connection } from './connection.entity.ts';

/** The fields of a Connection that are no secrets, with their defaults; null: without one, and not set. */
export function shownFields({
  type,
  settings,
}: Pick<Connection, 'type' | 'settings'>): Record<string, unknown> {
  const known = connectionTypeNamed(type);
  if (known === undefined) return {};
  const { properties = {} } = fieldsSchemaOf(known);
  const shown = Object.entries(properties).filter(([, { secret }]) => secret !== true);
  return Object.fromEntries(
    shown.map(([name, field]) => [name, settings[name] ?? field.default ?? null]),
  );
}
