import type { RunContext } from '../engine/run-context.ts';
import { isTruthy } from '../values/equality.ts';
import { operandOf, type Expression } from './expression.ts';
import type { Markup } from './markup.ts';
import { operators, type Operator } from './operators.ts';
import { readExpression } from './read-expression.ts';

/** One value, or two that are compared. */
interface Comparison {
  readonly left: Expression;
  readonly operator?: Operator;
  readonly right?: Expression;
  /** What joins it to the comparisons after it. */
  joint?: 'and' | 'or';
}

/** Comparisons joined by `and` and `or`, which bind alike and from the right: `a or b and c` is `a or (b and c)`. */
export class Condition {
  private readonly comparisons: readonly Comparison[];

  constructor(comparisons: readonly Comparison[]) {
    this.comparisons = comparisons;
  }

  /** What is after a joint that decides already is not looked at. */
  holds(run: RunContext): boolean {
    let isTrue = false;
    for (const { left, operator, right, joint } of this.comparisons) {
      isTrue =
        operator && right
          ? operator(operandOf(left, run), operandOf(right, run), run)
          : isTruthy(operandOf(left, run));
      if (isTrue === (joint === 'or')) return isTrue;
    }
    return isTrue;
  }
}

/** Reads a condition, to the end of the markup. @throws LiquidRunError liquid_syntax */
export function readCondition(markup: Markup): Condition {
  const comparisons: Comparison[] = [];
  for (let isOpen = true; isOpen;) {
    const comparison = readComparison(markup);
    comparisons.push(comparison);
    const joint = markup.takesWord('and') ? 'and' : markup.takesWord('or') ? 'or' : undefined;
    if (joint) comparison.joint = joint;
    isOpen = joint !== undefined;
  }
  if (markup.peek() === '|') {
    markup.fail('filters are not allowed in conditions: assign the value first');
  }
  markup.expectEnd();
  return new Condition(comparisons);
}

function readComparison(markup: Markup): Comparison {
  const left = readExpression(markup);
  const operator = readOperator(markup);
  return operator ? { left, operator, right: readExpression(markup) } : { left };
}

function readOperator(markup: Markup): Operator | undefined {
  const sign = operatorSigns.find((each) => markup.takes(each));
  if (sign !== undefined) return operators[sign];
  return markup.takesWord('contains') ? operators['contains'] : undefined;
}

// Longer ones first, or `<=` would be read as `<`.
const operatorSigns = ['==', '!=', '<>', '<=', '>=', '<', '>'] as const;
