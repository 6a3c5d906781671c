import { z } from 'zod';
import { type ConnectionTypeName, connectionTypes } from './types/index.ts';

/** What of a Connection says which of its fields are secrets. */
export interface ConnectionWithSecrets {
  type: ConnectionTypeName;
  fields: unknown;
}

/** The secret fields of a Connection that are given, by their names: what must be in no result, log or error. */
export function secretsOf({ type, fields }: ConnectionWithSecrets): Map<string, string> {
  const shape: Readonly<Record<string, z.core.$ZodType>> = connectionTypes.find(
    ({ name }) => name === type,
  )!.fields.shape;
  const given = Object.entries(fields as object).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  );
  return new Map(given.filter(([name]) => isSecret(shape[name])));
}

/** What is said of a field is said of its innermost schema. */
function isSecret(schema: z.core.$ZodType | undefined): boolean {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return isSecret(schema.unwrap());
  }
  return schema instanceof z.ZodType && schema.meta()?.['secret'] === true;
}
