import { performance } from 'node:perf_hooks';
import { parentPort } from 'node:worker_threads';
import { ScriptRenderer } from './engine/script-renderer.ts';
import { LiveHeap } from './limits/live-heap.ts';
import { HostLine } from './pool/host-line.ts';
import { RemoteCache } from './pool/remote-cache.ts';
import {
  jobState,
  type JobOutcome,
  type WorkerBatch,
  type WorkerMessage,
} from './pool/worker-protocol.ts';

const TEMPLATE_CACHE_BYTES = 16 * 1024 * 1024;

const renderer = new ScriptRenderer({
  templateCacheBytes: TEMPLATE_CACHE_BYTES,
  heap: new LiveHeap(),
  now: () => performance.now(),
});

/**
 * The entry of a render thread: renders a batch's jobs in order, but for those withdrawn meanwhile. Every outcome is
 * sent at once, only the very last job's is returned.
 */
export function renderBatch(batch: WorkerBatch): JobOutcome | undefined {
  const lastIndex = batch.jobs.length - 1;
  for (let index = 0; index <= lastIndex; index += 1) {
    if (!moved(batch, index, jobState.waiting, jobState.taken)) continue;
    const outcome = rendered(batch, index);
    if (index === lastIndex) return outcome;
    send({ ticket: batch.ticket, index, outcome });
    moved(batch, index, jobState.taken, jobState.done);
  }
  return undefined;
}

function rendered({ jobs, ticket }: WorkerBatch, index: number): JobOutcome {
  const { kind, request, hasHost, hasShop } = jobs[index]!;
  const line = new HostLine((question, port, answered) =>
    parentPort!.postMessage({ ticket, index, question, port, answered }, [port]),
  );
  const cache = hasHost ? new RemoteCache(line, { hasShop }) : undefined;
  return kind === 'text' ? renderer.renderText(request, cache) : renderer.render(request, cache);
}

const moved = ({ states }: WorkerBatch, index: number, from: number, to: number): boolean =>
  Atomics.compareExchange(states, index, from, to) === from;

const send = (message: WorkerMessage): void => parentPort!.postMessage(message);
