import type { TagToken } from 'liquidjs';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Expression } from '../expressions/expression.ts';
import { readFiltered } from '../expressions/filtered.ts';
import { readTarget, type Target } from '../expressions/read-expression.ts';
import { withValueAt } from '../values/nested-value.ts';

/** `{% assign x = value | filters %}`, also into an array or a hash: `{% assign x["k"][0] = value %}`. */
export class AssignTag extends ScriptTag {
  override readonly isBlank = true;
  private readonly target: Target;
  private readonly value: Expression;

  constructor(token: TagToken) {
    super(token);
    this.target = readTarget(this.markup);
    if (!this.markup.takes('=')) this.markup.fail(`"=" is expected, found ${this.markup.rest()}`);
    this.value = readFiltered(this.markup);
  }

  override render(run: RunContext): void {
    const value = this.value.evaluate(run) ?? null;
    const { name, steps, text } = this.target;
    if (steps.length === 0) {
      run.assign(name, value);
      return;
    }
    const keys = steps.map((step) => (typeof step === 'string' ? step : step.evaluate(run)));
    const scope = run.scopeOf(name);
    const { meter, holders } = run;
    const assignment = { value, target: text, meter, holders };
    scope.set(name, withValueAt(run.variable(name), keys, scope, assignment));
  }
}
