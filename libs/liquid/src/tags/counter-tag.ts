import type { TagToken } from 'liquidjs';
import type { RunContext } from '../engine/run-context.ts';
import { ScriptTag } from '../engine/script-tag.ts';

/** A tag that counts: counters live beside the variables, which hide them. */
export abstract class CounterTag extends ScriptTag {
  private readonly counter: string;

  constructor(token: TagToken) {
    super(token);
    const name = this.markup.name();
    this.counter = name ?? this.markup.fail(`a name is expected, found ${this.markup.rest()}`);
    this.markup.expectEnd();
  }

  /** Changes the counter, 0 at first; answers what it was before. */
  protected add(change: 1 | -1, { registers: { counters } }: RunContext): number {
    const count = counters.get(this.counter) ?? 0;
    counters.set(this.counter, count + change);
    return count;
  }
}
