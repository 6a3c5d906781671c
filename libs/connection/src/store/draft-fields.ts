import type { z } from 'zod';
import { fieldNamesOf, isSecretField } from '../catalogue/field-schemas.ts';
import type { ConnectionType } from '../connection-type.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is wrong with a field, named by its path: `fields.token`. Never quotes what was given. */
export interface FieldFault {
  path: string;
  message: string;
}

/** The fields of a Connection as they are kept: apart, without those that have their default. */
export interface DraftFields {
  settings: Record<string, unknown>;
  secrets: Record<string, unknown>;
}

/** Present fields with what is given over them, where null takes one away; or everything that is wrong with that. */
export function draftFields(
  type: ConnectionType,
  present: Fields,
  given: Fields,
): DraftFields | FieldFault[] {
  const merged = Object.entries({ ...present, ...given }).filter(([, value]) => value !== null);
  const read = type.fields.safeParse(Object.fromEntries(merged));
  if (!read.success) return read.error.issues.flatMap(faultsOf);
  const names = new Set(merged.map(([name]) => name));
  const kept = fieldNamesOf(type).filter((name) => names.has(name));
  const part = (isSecret: boolean): Record<string, unknown> =>
    Object.fromEntries(
      kept
        .filter((name) => isSecretField(type, name) === isSecret)
        .map((name) => [name, read.data[name]]),
    );
  return { settings: part(false), secrets: part(true) };
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  const path = ['fields', ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: 'is not known here',
    }));
  }
  return [{ path: path.join('.'), message: issue.message }];
}
