/**
 * A signal for one piece of work: aborted with `late()` when its time is up, or with the caller's reason. `end` must be
 * called, so that nothing is left behind on a caller's long-lived signal.
 */
export function deadlineOf(
  timeoutMs: number,
  late: () => Error,
  signal?: AbortSignal,
): { signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  const timer = setTimeout(() => controller.abort(late()), timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}
