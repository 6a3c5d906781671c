import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How much memory this thread holds. */
export interface HeapGauge {
  usedBytes(): number;
  /** Throws garbage away, so that {@link usedBytes} counts only what is alive. */
  collect(): void;
}

/** The gauge of the thread it is used in. */
export class LiveHeap implements HeapGauge {
  private collectGarbage: (() => void) | undefined;

  usedBytes(): number {
    const { used_heap_size, external_memory } = getHeapStatistics();
    return used_heap_size + external_memory;
  }

  collect(): void {
    this.collectGarbage ??= collectorOfThisThread();
    this.collectGarbage();
  }
}

/** V8 gives its collector only to contexts made after the flag is set. */
function collectorOfThisThread(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
