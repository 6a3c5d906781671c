import { LiquidRunError } from '../liquid.errors.ts';
import { printedObjectsIn } from './object-stream.ts';
import { actionOf, type RenderedAction } from './rendered-objects.ts';

/** One object of a script in the order in which they were printed; `value` is exact JSON text. */
export type ListedObject =
  { kind: 'action'; value: RenderedAction } | { kind: 'log' | 'error' | 'result'; value: string };

/** All objects of an output in their order, as far as it can be read. */
export function listedObjectsOf(output: string): ListedObject[] {
  const listed: ListedObject[] = [];
  try {
    for (const object of printedObjectsIn(output)) {
      const { kind, value } = object;
      listed.push(
        kind === 'action' ? { kind, value: actionOf(object, output) } : { kind, value: value.text },
      );
    }
  } catch (error) {
    if (!(error instanceof LiquidRunError)) throw error;
  }
  return listed;
}
