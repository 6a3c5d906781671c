/** Work that must end in time: its signal aborts with `late()`, or with the reason of the given one. */
export async function inTime<T>(
  { ms, late, signal }: { ms: number; late: () => Error; signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late()), ms);
  try {
    return await work(AbortSignal.any([signal, controller.signal]));
  } finally {
    clearTimeout(timer);
  }
}
