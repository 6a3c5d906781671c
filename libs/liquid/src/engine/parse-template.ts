import type { Liquid, Template } from 'liquidjs';
import { LiquidRunError } from '../liquid.errors.ts';
import { createEngine, MAX_SCRIPT_CHARACTERS } from './engine.ts';
import { liquidRunErrorOf } from './run-error.ts';

/** A parsed script. @throws LiquidRunError liquid_syntax, with line and column */
export function parsed(source: string, engine: Liquid): Template[] {
  if (source.length > MAX_SCRIPT_CHARACTERS) {
    throw new LiquidRunError(
      'liquid_syntax',
      `the script is longer than ${MAX_SCRIPT_CHARACTERS} characters`,
    );
  }
  try {
    return engine.parse(source);
  } catch (error) {
    throw liquidRunErrorOf(error, 'liquid_syntax');
  }
}

/** The save-time check of a script: where and why it cannot be parsed, or undefined when it can. */
export function parseTemplate(
  source: string,
): { line: number; column: number; message: string } | undefined {
  try {
    parsed(source, createEngine());
    return undefined;
  } catch (error) {
    const { message, place } = liquidRunErrorOf(error, 'liquid_syntax');
    return { line: place?.line ?? 1, column: place?.column ?? 1, message };
  }
}
