import { z } from 'zod';
import type { ConnectionType } from '../connection-type.ts';

/** JSON Schema of the fields of a type, as far as forms need it. */
export interface FieldsSchema {
  properties?: Record<string, FieldSchema>;
  required?: readonly string[];
}

/** JSON Schema of one of them; `secret`: it is sealed, and never shown. */
export interface FieldSchema {
  type?: string;
  description?: string;
  secret?: boolean;
  enum?: readonly string[];
  default?: unknown;
}

const known = new WeakMap<ConnectionType, FieldsSchema>();

/** What may be given as the fields of a type. */
export function fieldsSchemaOf(type: ConnectionType): FieldsSchema {
  const schema = known.get(type) ?? (z.toJSONSchema(type.fields, { io: 'input' }) as FieldsSchema);
  known.set(type, schema);
  return schema;
}

/** The names of a type's fields, in their order. */
export const fieldNamesOf = (type: ConnectionType): readonly string[] =>
  Object.keys(type.fields.shape);

/** Whether a field of a type is a secret. */
export const isSecretField = (type: ConnectionType, name: string): boolean =>
  fieldsSchemaOf(type).properties?.[name]?.secret === true;
