/** The `where` of a list: what is undefined is not asked for. `$` in a condition stands for its value. */
export class Conditions {
  readonly params: unknown[] = [];
  private readonly parts: string[] = [];

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
