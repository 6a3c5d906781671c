import type { ConnectionType } from '../connection-type.ts';
import { connectionTypes } from '../types/index.ts';
import { fieldsSchemaOf } from './field-schemas.ts';

/** A field of a Connection: forms are made of them. `key` is its path on the Connection. */
export interface ConnectionField {
  key: string;
  label: string;
  /** JSON Schema's word. */
  type: string;
  required: boolean;
  secret: boolean;
  options?: readonly string[];
  default?: unknown;
}

/** A type as it is shown. */
export interface ShownConnectionType {
  type: string;
  title: string;
  /** The setting of the Workspace that names the one meant where none is named; null: there is none. */
  default_setting: string | null;
  fields: readonly ConnectionField[];
  /** JSON Schema of `fields`. */
  fields_schema: Record<string, unknown>;
}

/** Every type, in the order of their names. */
export const connectionCatalogue = (): ShownConnectionType[] =>
  [...connectionTypes].sort((a, b) => a.name.localeCompare(b.name)).map(shown);

const shown = (type: ConnectionType): ShownConnectionType => ({
  type: type.name,
  title: type.title,
  default_setting: type.defaultSetting ?? null,
  fields: fieldsOf(type),
  fields_schema: fieldsSchemaOf(type) as Record<string, unknown>,
});

function fieldsOf(type: ConnectionType): ConnectionField[] {
  const { properties = {}, required = [] } = fieldsSchemaOf(type);
  return Object.entries(properties).map(([name, property]) => ({
    key: `fields.${name}`,
    label: property.description ?? name,
    type: property.type ?? 'string',
    required: required.includes(name),
    secret: property.secret ?? false,
    ...(property.enum && { options: property.enum }),
    ...(property.default !== undefined && { default: property.default }),
  }));
}
