import { LiquidRunError } from '../liquid.errors.ts';
import { permissionsOf } from './parse-template.ts';

/** The scopes that a script's permissions tag names; undefined when it has none, or does not parse. */
export function permissionsIn(source: string): readonly string[] | undefined {
  if (!source.includes('permissions')) return undefined;
  try {
    return permissionsOf(source);
  } catch (error) {
    if (error instanceof LiquidRunError) return undefined;
    throw error;
  }
}
