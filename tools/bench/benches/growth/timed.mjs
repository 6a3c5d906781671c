/** One call of a measure, `{ms, answer}`; what it needs `before` and undoes `after` is outside of the time. */
export async function timed({ before, call, after, isRight = () => true }) {
  const given = await before?.();
  const startedAt = performance.now();
  const answer = await call(given);
  const ms = performance.now() - startedAt;
  await after?.(answer, given);
  if (!isRight(answer)) throw new Error(`not what was to be measured: ${JSON.stringify(answer)}`);
  return { ms, answer };
}
