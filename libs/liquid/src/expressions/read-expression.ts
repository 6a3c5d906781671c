import type { Expression } from './expression.ts';
import { Literal, literalOfNumber, literalOfWord } from './literals.ts';
import { LookUp, NamedVariable, type Step } from './look-up.ts';
import type { Markup } from './markup.ts';
import { RangeExpression } from './range-expression.ts';

const MAX_DEPTH = 100;

/** Reads one value: a literal, a range or a look-up. @throws LiquidRunError where there is none */
export function readExpression(markup: Markup): Expression {
  const read = readOptionalExpression(markup);
  return read ?? markup.fail(`a value is expected, found ${markup.rest()}`);
}

/** Reads one value if one comes next. */
export const readOptionalExpression = (markup: Markup, depth = 0): Expression | undefined => {
  if (depth > MAX_DEPTH) markup.fail('nested too deeply');
  if (markup.isAtEnd) return undefined;
  const begin = markup.at;
  const root = readRoot(markup, depth);
  if (root === undefined) return undefined;
  const steps = readSteps(markup, depth);
  const text = markup.source.slice(begin, markup.at);
  if (typeof root === 'string') {
    return (
      (steps.length === 0 && literalOfWord(root)) || new LookUp(text, literalRoot(root), steps)
    );
  }
  return steps.length === 0 ? root : new LookUp(text, root, steps);
};

/** Where a look-up of a bare name begins: `nil.x` looks nothing up. */
const literalRoot = (name: string): string | Expression => literalOfWord(name) ?? name;

function readRoot(markup: Markup, depth: number): string | Expression | undefined {
  const begin = markup.at;
  const quoted = markup.quoted();
  if (quoted !== undefined) return new Literal(markup.source.slice(begin, markup.at), quoted);
  const number = markup.number();
  if (number !== undefined) return literalOfNumber(number);
  if (markup.takes('(')) return readRange(markup, begin, depth);
  if (!markup.takes('[')) return markup.name();
  const name = readKey(markup, depth);
  return new NamedVariable(markup.source.slice(begin, markup.at), name);
}

function readRange(markup: Markup, begin: number, depth: number): Expression {
  const low = readNested(markup, depth);
  if (!markup.takes('..')) markup.fail(`".." is expected in a range, found ${markup.rest()}`);
  const high = readNested(markup, depth);
  if (!markup.takes(')')) markup.fail(`")" is expected after a range, found ${markup.rest()}`);
  return new RangeExpression(markup.source.slice(begin, markup.at), low, high);
}

function readSteps(markup: Markup, depth: number): Step[] {
  const steps: Step[] = [];
  for (;;) {
    const { character } = markup;
    if (character === '[') {
      markup.takes('[');
      steps.push(readKey(markup, depth));
    } else if (character === '.' && markup.source[markup.at + 1] !== '.') {
      markup.takes('.');
      steps.push(
        markup.word() ?? markup.fail(`a name is expected after ".", found ${markup.rest()}`),
      );
    } else {
      return steps;
    }
  }
}

function readKey(markup: Markup, depth: number): Expression {
  const key = readNested(markup, depth);
  if (!markup.takes(']')) markup.fail(`"]" is expected, found ${markup.rest()}`);
  return key;
}

function readNested(markup: Markup, depth: number): Expression {
  const read = readOptionalExpression(markup, depth + 1);
  return read ?? markup.fail(`a value is expected, found ${markup.rest()}`);
}

/** Where `assign` puts a value: a variable, or a place in it. */
export interface Target {
  readonly name: string;
  readonly steps: readonly Step[];
  /** How the script wrote it. */
  readonly text: string;
}

/** Reads the target of an assignment. @throws LiquidRunError liquid_syntax */
export function readTarget(markup: Markup): Target {
  markup.peek();
  const begin = markup.at;
  const name = markup.name() ?? markup.fail('expected variable name');
  const steps = readSteps(markup, 0);
  return { name, steps, text: markup.source.slice(begin, markup.at) };
}
