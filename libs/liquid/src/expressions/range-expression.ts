import type { RunContext } from '../engine/run-context.ts';
import type { LiquidRange } from '../values/liquid-range.ts';
import type { Expression } from './expression.ts';
import { rangeBetween } from './range-bounds.ts';

/** `(low..high)`. */
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
    return rangeBetween(this.low.evaluate(run), this.high.evaluate(run));
  }
}
