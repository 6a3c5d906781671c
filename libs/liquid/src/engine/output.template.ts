import type { Token } from 'liquidjs';
import type { Expression } from '../expressions/expression.ts';
import { readFiltered } from '../expressions/filtered.ts';
import { Markup } from '../expressions/markup.ts';
import type { Emitter } from './emitters.ts';
import type { RunContext } from './run-context.ts';
import type { Template } from './template.ts';

/** `{{ value | filters }}`; `{{ }}` prints nothing. */
export class OutputTemplate implements Template {
  readonly token: Token;
  readonly isBlank = false;
  private readonly value: Expression | undefined;

  constructor(token: Token & { readonly contentRange: readonly [number, number] }) {
    this.token = token;
    const markup = new Markup(token.input, ...token.contentRange);
    this.value = markup.isAtEnd ? undefined : readFiltered(markup);
  }

  render(run: RunContext, emitter: Emitter): void {
    if (this.value) emitter.write(this.value.evaluate(run));
  }
}
