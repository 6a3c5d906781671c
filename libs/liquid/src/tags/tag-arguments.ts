import type { RunContext } from '../engine/run-context.ts';
import type { Expression } from '../expressions/expression.ts';
import { nameOf } from '../expressions/filtered.ts';
import type { Markup } from '../expressions/markup.ts';
import { readExpression } from '../expressions/read-expression.ts';

/** What stands behind a tag's name, not yet evaluated. */
export interface TagArguments {
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
}

/**
 * Reads `value, value, key: value`. Values are expressions without filters; after so many values the comma is
 * optional. @throws LiquidRunError liquid_syntax
 */
export function readTagArguments(markup: Markup, { commaOptionalAfter = 0 } = {}): TagArguments {
  const positional: Expression[] = [];
  const named = new Map<string, Expression>();
  while (!markup.isAtEnd) {
    const value = readExpression(markup);
    if (markup.takes(':')) named.set(nameOf(value, markup), readExpression(markup));
    else positional.push(value);
    skipComma(markup, named.size === 0 && positional.length <= commaOptionalAfter);
  }
  return { positional, named };
}

function skipComma(markup: Markup, isOptional: boolean): void {
  if (markup.isAtEnd) return;
  if (markup.takes(',')) {
    if (markup.isAtEnd) markup.fail('a value is expected after ","');
    return;
  }
  if (markup.peek() === '|') markup.fail('filters are not allowed here: assign the value first');
  if (!isOptional) markup.fail(`"," is expected, found ${markup.rest()}`);
}

/** The values of expressions, in order; nil as null. */
export const valuesOf = (expressions: readonly Expression[], run: RunContext): unknown[] =>
  expressions.map((expression) => expression.evaluate(run) ?? null);

/** Named arguments as a hash, in order. */
export const hashOf = (
  named: ReadonlyMap<string, Expression>,
  run: RunContext,
): Map<string, unknown> =>
  new Map([...named].map(([key, expression]) => [key, expression.evaluate(run) ?? null]));
