/** The `where` of a statement that is put together: every value is a parameter. */
export class Where {
  readonly params: unknown[] = [];

  private readonly parts: string[] = [];

  /** Adds a value, and answers what stands for it. */
  value(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  and(condition: string): this {
    this.parts.push(condition);
    return this;
  }

  /** All of them, `true` when there are none. */
  get text(): string {
    return this.parts.join(' and ') || 'true';
  }
}
