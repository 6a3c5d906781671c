import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much memory this thread holds. */
export interface HeapGauge {
  usedBytes(): number;
  /** Throws garbage away, so that {@link usedBytes} counts only what is alive. */
  collect(): void;
  /** Loads what stays as long as the thread does, whoever uses it: {@link usedBytes} leaves it out. */
  keep<T>(load: () => T): T;
}

/** The gauge of the thread it is used in. */
export class LiveHeap implements HeapGauge {
  private collectGarbage: (() => void) | undefined;
  private keptBytes = 0;

  usedBytes(): number {
    const { used_heap_size, external_memory } = getHeapStatistics();
    return used_heap_size + external_memory - this.keptBytes;
  }

  collect(): void {
    this.collectGarbage ??= collectorOfThisThread();
    this.collectGarbage();
  }

  keep<T>(load: () => T): T {
    this.collect();
    const before = this.usedBytes();
    const kept = load();
    this.collect();
    this.keptBytes += Math.max(0, this.usedBytes() - before);
    return kept;
  }
}

/** V8 gives its collector only to contexts made after the flag is set. */
function collectorOfThisThread(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
