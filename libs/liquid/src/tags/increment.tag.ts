import type { Emitter } from '../engine/emitters.ts';
import type { RunContext } from '../engine/run-context.ts';
import { CounterTag } from './counter-tag.ts';

/** `{% increment n %}`: prints a counter, 0 at first, then adds one to it. */
export class IncrementTag extends CounterTag {
  override render(run: RunContext, emitter: Emitter): void {
    emitter.write(this.add(1, run));
  }
}
