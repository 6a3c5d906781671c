import type { TagToken } from 'liquidjs';
import type { Emitter } from '../engine/emitters.ts';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';
import type { Expression } from '../expressions/expression.ts';
import { readFiltered } from '../expressions/filtered.ts';

/** `{% echo value | filters %}`: `{{ }}` where there are no marks, in a `liquid` tag. */
export class EchoTag extends ScriptTag {
  private readonly value: Expression | undefined;

  constructor(token: TagToken) {
    super(token);
    this.value = this.markup.isAtEnd ? undefined : readFiltered(this.markup);
  }

  override render(run: RunContext, emitter: Emitter): void {
    if (this.value) emitter.write(this.value.evaluate(run));
  }
}
