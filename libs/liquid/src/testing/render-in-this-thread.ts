import { performance } from 'node:perf_hooks';
import { stringifyJson } from '@millwright/kernel';
import { ScriptRenderer } from '../engine/script-renderer.ts';
import { defaultRenderLimits, type RenderLimits } from '../limits/render-limits.ts';
import { LiveHeap } from '../limits/live-heap.ts';
import type { RenderOutcome, TextOutcome } from '../render-request.ts';

/** A script for a unit test: variables as JSON text or as plain values, the cache as JSON texts by key. */
export interface TestRender {
  context?: string | Record<string, unknown>;
  limits?: Partial<RenderLimits>;
  cache?: Readonly<Record<string, string>>;
  nowMs?: number;
}

/** Renders a script's objects without a worker: no hard time limit. */
export function renderInThisThread(source: string, given: TestRender = {}): RenderOutcome {
  return newRenderer().render(requestOf(source, given), cacheOf(given));
}

/** Renders text without a worker: no hard time limit. */
export function renderTextInThisThread(source: string, given: TestRender = {}): TextOutcome {
  return newRenderer().renderText(requestOf(source, given), cacheOf(given));
}

const newRenderer = () =>
  new ScriptRenderer({
    templateCacheBytes: 0,
    heap: new LiveHeap(),
    now: () => performance.now(),
  });

const requestOf = (source: string, { context = '{}', limits, nowMs }: TestRender) => ({
  templateKey: source,
  source,
  context: typeof context === 'string' ? context : stringifyJson(context),
  limits: { ...defaultRenderLimits, ...limits },
  ...(nowMs !== undefined && { nowMs }),
});

function cacheOf({ cache }: TestRender) {
  if (!cache) return undefined;
  return {
    value: (key: string): string | undefined =>
      Object.hasOwn(cache, key) ? cache[key] : undefined,
    entries: () => Object.entries(cache),
  };
}
