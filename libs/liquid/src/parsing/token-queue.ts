/** Tokens to be taken from the front at a constant cost; `Array.shift` on a long script takes minutes. */
export class TokenQueue<T> {
  private readonly backwards: T[];

  constructor(tokens: T[]) {
    this.backwards = tokens.reverse();
  }

  get length(): number {
    return this.backwards.length;
  }

  shift(): T | undefined {
    return this.backwards.pop();
  }
}
