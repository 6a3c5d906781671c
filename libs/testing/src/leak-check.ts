import { until } from './until.ts';

/** What a forgotten pool, channel, server, child process or worker keeps open. */
const watched = new Set([
  'TCPSocketWrap',
  'TCPServerWrap',
  'PipeWrap',
  'PipeServerWrap',
  'ProcessWrap',
  'Worker',
]);

/**
 * Remembers what is open now; the check it answers fails, after a moment of patience, when more is open then.
 * Use: `const check = leakCheck(); afterAll(check);`, before anything is opened.
 */
export function leakCheck({ timeoutMs = 2_000 } = {}): () => Promise<void> {
  const before = openResources();
  return async () => {
    const leaks = (): string[] =>
      [...openResources()].flatMap(([kind, count]) => {
        const more = count - (before.get(kind) ?? 0);
        return more > 0 ? [`${more} × ${kind}`] : [];
      });
    await until(() => leaks().length === 0, { timeoutMs }).catch(() => {
      throw new Error(`Left open: ${leaks().join(', ')}.`);
    });
  };
}

function openResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (watched.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
