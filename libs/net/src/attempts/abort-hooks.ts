/**
 * What is to happen when a signal aborts that many attempts share. A signal looks through all of its listeners whenever
 * one comes or goes; here it has a single one.
 */
export class AbortHooks {
  private readonly bySignal = new WeakMap<AbortSignal, Set<() => void>>();

  /** Calls `then` when the signal aborts, which it has not yet. Answers how to take that back. */
  on(signal: AbortSignal | undefined, then: () => void): () => void {
    if (signal === undefined) return () => undefined;
    const hooks = this.bySignal.get(signal) ?? this.hooksOf(signal);
    hooks.add(then);
    return () => hooks.delete(then);
  }

  private hooksOf(signal: AbortSignal): Set<() => void> {
    const hooks = new Set<() => void>();
    this.bySignal.set(signal, hooks);
    signal.addEventListener('abort', () => hooks.forEach((then) => then()), { once: true });
    return hooks;
  }
}
