import { handleOf } from '../values/handle-of.ts';
import { textIn, type FilterScope } from './filter-scope.ts';

/** {@link handleOf} a text. */
export function handleize(this: FilterScope, input: unknown): string {
  const text = textIn(this, input);
  this.meter.use(text.length * 8);
  return handleOf(text);
}

export { handleize as handle };
