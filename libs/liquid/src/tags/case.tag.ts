import { CaseTag as TheirCaseTag, type Emitter } from 'liquidjs';
import { evaluated } from '../engine/evaluated.ts';
import { renderer } from '../engine/renderer.ts';
import type { RunContext } from '../engine/run-context.ts';
import { areEqual } from '../values/equality.ts';

/** `{% case %}`: compares by value; every `when` that matches runs, each at most once. */
export class CaseTag extends TheirCaseTag {
  override *render(run: RunContext, emitter: Emitter): Generator<unknown, void, unknown> {
    const subject = yield this.value.value(run);
    let matched = false;
    for (const { values, templates } of this.branches) {
      for (const value of values) {
        if (!areEqual(subject, yield* evaluated(value, run), run.meter)) continue;
        matched = true;
        yield renderer.renderTemplates(templates, run, emitter);
        break;
      }
      if (run.breakCalled || run.continueCalled) return;
    }
    if (!matched) yield renderer.renderTemplates(this.elseTemplates, run, emitter);
  }
}
