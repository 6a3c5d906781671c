import type { RunContext } from '../engine/run-context.ts';
import { attributeOf, itemOf } from '../values/property-of.ts';
import { keyTextOf } from '../values/key-text.ts';
import type { Expression } from './expression.ts';

/** One step of a look-up: `.name`, or `[key]`. */
export type Step = string | Expression;

const PAIR_MAKERS: ReadonlySet<unknown> = new Set(['first', 'last']);

/** `name.of["a"][path]`. Whatever is missing on the way is nil. */
export class LookUp implements Expression {
  readonly text: string;
  /** A variable's name, or where else the look-up begins: `"text".size`, `["odd name"]`. */
  readonly root: string | Expression;
  readonly steps: readonly Step[];

  constructor(text: string, root: string | Expression, steps: readonly Step[]) {
    this.text = text;
    this.root = root;
    this.steps = steps;
  }

  evaluate(run: RunContext): unknown {
    const value = this.operand(run);
    run.holders.release(value);
    // The pair that `hash.first` makes has a value of the hash in it.
    if (Array.isArray(value) && PAIR_MAKERS.has(this.steps.at(-1))) {
      for (const item of value) run.holders.release(item);
    }
    return value;
  }

  /** The value as it is looked at and let go again: who keeps it has to take {@link evaluate}. */
  operand(run: RunContext): unknown {
    const { root, steps } = this;
    let value = typeof root === 'string' ? run.variable(root) : root.evaluate(run);
    for (const step of steps) {
      run.meter.tick();
      if (value === undefined || value === null) return undefined;
      value =
        typeof step === 'string' ? attributeOf(value, step) : itemOf(value, step.evaluate(run));
    }
    return value;
  }
}

/** `["odd name"]`: a variable whose name is computed. */
export class NamedVariable implements Expression {
  readonly text: string;
  private readonly name: Expression;

  constructor(text: string, name: Expression) {
    this.text = text;
    this.name = name;
  }

  evaluate(run: RunContext): unknown {
    const name = keyTextOf(this.name.evaluate(run));
    const value = name === undefined ? undefined : run.variable(name);
    run.holders.release(value);
    return value;
  }
}
