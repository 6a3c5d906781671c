import { lowestIdAt, type Id } from '@millwright/kernel';

const LAST_MS = 2 ** 48 - 1;

/** The lowest id of a time, as a bound. Ids know no time before 1970 or after their 48 bits: those bound nothing more. */
export const idBoundOf = (time: Date | undefined): Id | undefined =>
  time && lowestIdAt(Math.min(Math.max(0, time.getTime()), LAST_MS));

/** The `where` of a list: what is undefined is not asked for. `$` in a condition stands for its value. */
export class Conditions {
  readonly params: unknown[];
  private readonly parts: string[] = [];

  /** `params`: those of a query that this is a part of. */
  constructor(params: unknown[] = []) {
    this.params = params;
  }

  and(condition: string, value: unknown): this {
    if (value === undefined) return this;
    this.params.push(value);
    this.parts.push(condition.replace('$', `$${this.params.length}`));
    return this;
  }

  /** A condition without a value. */
  also(condition: string | undefined): this {
    if (condition !== undefined) this.parts.push(condition);
    return this;
  }

  get text(): string {
    return this.parts.join(' and ');
  }
}
