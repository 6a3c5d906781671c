import type { RunContext } from '../engine/run-context.ts';
import { LiquidRunError } from '../liquid.errors.ts';
import { leadingIntegerOf } from '../values/leading-integer.ts';
import { LiquidRange } from '../values/liquid-range.ts';
import type { Expression } from './expression.ts';

/** `(low..high)`, each taken for an integer. */
export class RangeExpression implements Expression {
  readonly text: string;
  private readonly low: Expression;
  private readonly high: Expression;

  constructor(text: string, low: Expression, high: Expression) {
    this.text = text;
    this.low = low;
    this.high = high;
  }

  evaluate(run: RunContext): LiquidRange {
    return new LiquidRange(boundOf(this.low, run), boundOf(this.high, run));
  }
}

function boundOf(expression: Expression, run: RunContext): number {
  const bound = leadingIntegerOf(expression.evaluate(run));
  if (Number.isSafeInteger(bound)) return bound;
  throw new LiquidRunError('liquid_render', 'a range needs bounds within ±2^53');
}
