import type { RunContext } from '../engine/run-context.ts';
import { callFilter, filterNamed, type KnownFilter } from '../filters/call-filter.ts';
import type { Expression } from './expression.ts';
import type { Markup } from './markup.ts';
import { readExpression, readOptionalExpression } from './read-expression.ts';

/** A filter with its arguments, in a chain. */
interface FilterCall {
  readonly filter: KnownFilter;
  readonly positional: readonly Expression[];
  readonly named: ReadonlyMap<string, Expression>;
}

/** `value | filter: argument, name: argument | …`. */
export class FilteredExpression implements Expression {
  readonly text: string;
  private readonly initial: Expression;
  private readonly calls: readonly FilterCall[];

  constructor(text: string, initial: Expression, calls: readonly FilterCall[]) {
    this.text = text;
    this.initial = initial;
    this.calls = calls;
  }

  evaluate(run: RunContext): unknown {
    let value = this.initial.evaluate(run);
    for (const { filter, positional, named } of this.calls) {
      const values: unknown[] = [];
      for (const argument of positional) values.push(argument.evaluate(run));
      value = callFilter(filter, run, value, values, optionsOf(named, run));
    }
    return value;
  }
}

const NO_OPTIONS: ReadonlyMap<string, unknown> = new Map();

function optionsOf(
  named: ReadonlyMap<string, Expression>,
  run: RunContext,
): ReadonlyMap<string, unknown> {
  if (named.size === 0) return NO_OPTIONS;
  return new Map([...named].map(([name, argument]) => [name, argument.evaluate(run)]));
}

/** Reads a value with its filters, to the end of the markup. @throws LiquidRunError liquid_syntax */
export function readFiltered(markup: Markup): Expression {
  const initial = readExpression(markup);
  const begin = markup.at;
  const calls: FilterCall[] = [];
  while (markup.takes('|')) calls.push(readCall(markup));
  markup.expectEnd();
  return calls.length === 0
    ? initial
    : new FilteredExpression(initial.text + markup.source.slice(begin, markup.at), initial, calls);
}

function readCall(markup: Markup): FilterCall {
  markup.peek();
  const begin = markup.at;
  const name = markup.word() ?? markup.fail(`a filter is expected, found ${markup.rest()}`);
  const filter = filterNamed(name) ?? markup.fail(`undefined filter: ${name}`, begin);
  const positional: Expression[] = [];
  const named = new Map<string, Expression>();
  if (markup.takes(':')) {
    do readArgument(markup, positional, named);
    while (markup.takes(','));
  }
  return { filter, positional, named };
}

function readArgument(
  markup: Markup,
  positional: Expression[],
  named: Map<string, Expression>,
): void {
  const argument = readOptionalExpression(markup);
  if (!argument) markup.fail(`an argument is expected, found ${markup.rest()}`);
  if (markup.takes(':')) named.set(nameOf(argument, markup), readExpression(markup));
  else positional.push(argument);
}

const NAME = /^[\p{L}\p{M}\p{N}_-]+\??$/u;

/** The name of an option, as it stands before the colon. @throws LiquidRunError when it cannot be one */
export function nameOf({ text }: Expression, markup: Markup): string {
  const name = /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
  if (name === text && !NAME.test(text)) markup.fail(`${text} is no name of an option`);
  return name;
}
