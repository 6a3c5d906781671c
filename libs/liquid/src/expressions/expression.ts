import type { RunContext } from '../engine/run-context.ts';

/** Something of a script that has a value. */
export interface Expression {
  /** How the script wrote it. */
  readonly text: string;
  /** @throws LiquidRunError */
  evaluate(run: RunContext): unknown;
  /** The value as a comparison takes it, where that differs: `blank` and `empty` are tests there, and nothing is kept. */
  operand?(run: RunContext): unknown;
}

/** A value as a comparison takes it. */
export const operandOf = (expression: Expression, run: RunContext): unknown =>
  expression.operand ? expression.operand(run) : expression.evaluate(run);
