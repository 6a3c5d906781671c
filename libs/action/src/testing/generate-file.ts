import { parseJson } from '@millwright/kernel';
import type { ActionContext } from '../action.ts';
import { asFileSource } from '../files/index.ts';
import type { GeneratedFile } from '../files/generated-file.ts';
import { contextOf } from './context-of.ts';

/** What is wrong with a generator: the first fault, its path below the generator. */
export class RefusedGenerator extends Error {}

/** The file that a generator, as JSON text or as a value, makes; and what it warned of. */
export async function generateFile(
  generator: unknown,
  over: Partial<ActionContext> = {},
): Promise<GeneratedFile & { warnings: string[] }> {
  const text = typeof generator === 'string' ? generator : JSON.stringify(generator);
  const warnings: string[] = [];
  const refuse = (message: string, ...path: (string | number)[]): never => {
    throw new RefusedGenerator(`${path.join('.')}: ${message}`);
  };
  const source = asFileSource(parseJson(text), refuse);
  const context = { ...contextOf(), warn: (warning: string) => warnings.push(warning), ...over };
  return { ...(await source('a file', context)), warnings };
}
