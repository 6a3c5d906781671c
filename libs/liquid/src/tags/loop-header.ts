import type { Expression } from '../expressions/expression.ts';
import type { Markup } from '../expressions/markup.ts';
import { readExpression } from '../expressions/read-expression.ts';

/** `item in collection limit: n …`. */
export interface LoopHeader {
  readonly variable: string;
  readonly collection: Expression;
  /** `continue` stands for where the last loop ended. */
  readonly offset?: Expression | 'continue';
  readonly limit?: Expression;
  readonly cols?: Expression;
  readonly reversed?: true;
}

/**
 * Reads the markup of a loop, modifiers in any order, with commas or without. `modifiers` are those that the tag has.
 * @throws LiquidRunError liquid_syntax
 */
export function readLoopHeader(markup: Markup, modifiers: readonly string[]): LoopHeader {
  const variable = markup.name() ?? markup.fail(`a name is expected, found ${markup.rest()}`);
  if (!markup.takesWord('in')) markup.fail(`"in" is expected, found ${markup.rest()}`);
  const header: Record<string, unknown> = { variable, collection: readExpression(markup) };
  while (!markup.isAtEnd) {
    markup.takes(',');
    const at = markup.at;
    const name = modifiers.find((modifier) => markup.takesWord(modifier));
    if (name === undefined) {
      markup.fail(`unexpected ${markup.rest()}: a loop takes ${modifiers.join(', ')}`, at);
    }
    header[name] = name === 'reversed' || readModifier(markup, name);
  }
  return header as unknown as LoopHeader;
}

function readModifier(markup: Markup, name: string): Expression | 'continue' {
  if (!markup.takes(':')) markup.fail(`":" is expected after ${name}, found ${markup.rest()}`);
  return name === 'offset' && markup.takesWord('continue') ? 'continue' : readExpression(markup);
}
