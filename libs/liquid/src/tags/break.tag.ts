import type { TagToken } from 'liquidjs';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';

/** `{% break %}`: ends the loop; outside of loops, the render. */
export class BreakTag extends ScriptTag {
  constructor(token: TagToken) {
    super(token);
    this.markup.expectEnd();
  }

  override render(run: RunContext): void {
    run.interrupt = 'break';
  }
}
