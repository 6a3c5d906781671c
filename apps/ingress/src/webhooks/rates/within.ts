/** What a promise comes to, if that is soon enough; rejects else. What comes later goes to `onLate`. */
export async function within<Result>(
  timeMs: number,
  promise: Promise<Result>,
  onLate: (result: Result) => void,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeMs} ms`));
      promise.then(onLate, () => undefined);
    }, timeMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
