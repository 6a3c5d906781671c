/**
 * Knows the arrays and hashes that exactly one holder has: a scope its variable's, or an array or hash that is held so
 * itself. Only these may be changed where they are; everything else that a script changes is copied first, so that no
 * other variable sees it. Whoever hands a value out to a script releases it here, for good.
 */
export class SoleHolders {
  private readonly holders = new WeakMap<object, object>();

  /** A new copy that nobody else has yet. */
  hold<T extends object>(copy: T, holder: object): T {
    this.holders.set(copy, holder);
    return copy;
  }

  isHeldBy(value: object, holder: object): boolean {
    return this.holders.get(value) === holder;
  }

  /** From now on somebody else may have the value. */
  release(value: unknown): void {
    if (typeof value === 'object' && value !== null) this.holders.delete(value);
  }
}
