import { performance } from 'node:perf_hooks';

interface Wait {
  doneMs: number;
  since: number | undefined;
}

/** How long each job of a batch has waited for a shop. */
export class JobWaits {
  private readonly byIndex = new Map<number, Wait>();

  /** A wait begins; to be called at its end. */
  begin(index: number): () => void {
    const wait: Wait = this.byIndex.get(index) ?? { doneMs: 0, since: undefined };
    this.byIndex.set(index, wait);
    const since = performance.now();
    wait.since = since;
    return () => {
      wait.doneMs += performance.now() - since;
      wait.since = undefined;
    };
  }

  /** All of a job's waits, the one under way included. */
  of(index: number, nowMs: number): number {
    const { doneMs = 0, since } = this.byIndex.get(index) ?? {};
    return doneMs + (since === undefined ? 0 : nowMs - since);
  }
}
