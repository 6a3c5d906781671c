import type { TagToken } from 'liquidjs';
import type { Emitter } from '../engine/emitters.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Expression } from '../expressions/expression.ts';
import { readExpression } from '../expressions/read-expression.ts';
import { textOf } from '../values/text-of.ts';

/** `{% cycle ["group":] a, b %}`: prints its values in turn. Cycles of one group, or of the same values, share the turn. */
export class CycleTag extends ScriptTag {
  private readonly group: Expression | undefined;
  private readonly values: readonly Expression[];

  constructor(token: TagToken) {
    super(token);
    const values = [readExpression(this.markup)];
    if (this.markup.takes(':')) {
      this.group = values[0];
      values[0] = readExpression(this.markup);
    }
    while (this.markup.takes(',')) values.push(readExpression(this.markup));
    this.markup.expectEnd();
    this.values = values;
  }

  override render(run: RunContext, emitter: Emitter): void {
    const { cycles } = run.registers;
    const key = this.group
      ? `group ${textOf(this.group.evaluate(run), run.meter)}`
      : `values ${this.values.map(({ text }) => text).join(', ')}`;
    const turn = cycles.get(key) ?? 0;
    run.meter.use(key.length * 2);
    cycles.set(key, turn + 1 >= this.values.length ? 0 : turn + 1);
    const value = this.values[turn];
    if (value) emitter.write(value.evaluate(run));
  }
}
