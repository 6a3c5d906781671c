/** Waits until `check` answers something true (errors count as not yet) and returns it; a clear error after `timeoutMs`. */
export async function until(
  check,
  { timeoutMs = 30_000, everyMs = 50, what = 'a condition' } = {},
) {
  const giveUpAt = Date.now() + timeoutMs;
  let last;
  for (;;) {
    try {
      const answer = await check();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > giveUpAt) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: last });
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
