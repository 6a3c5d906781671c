import type { Emitter } from '../engine/emitters.ts';
import type { RunContext } from '../engine/run-context.ts';
import { CounterTag } from './counter-tag.ts';

/** `{% decrement n %}`: takes one from a counter, 0 at first, then prints it. */
export class DecrementTag extends CounterTag {
  override render(run: RunContext, emitter: Emitter): void {
    emitter.write(this.add(-1, run) - 1);
  }
}
