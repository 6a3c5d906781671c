import type { TagToken } from 'liquidjs';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';

/** `{% continue %}`: goes on with the loop's next item; outside of loops, it ends the render. */
export class ContinueTag extends ScriptTag {
  constructor(token: TagToken) {
    super(token);
    this.markup.expectEnd();
  }

  override render(run: RunContext): void {
    run.interrupt = 'continue';
  }
}
