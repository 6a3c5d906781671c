import type { Token } from 'liquidjs';
import type { Emitter } from './emitters.ts';
import type { RunContext } from './run-context.ts';

/** A piece of a parsed script: text, an output, or a tag with what is inside of it. */
export interface Template {
  /** Where it stands in the script. */
  readonly token: Token;
  /** Whether it prints nothing but whitespace, whatever happens: such blocks print nothing at all. */
  readonly isBlank: boolean;
  /** @throws LiquidRunError */
  render(run: RunContext, emitter: Emitter): void;
}
