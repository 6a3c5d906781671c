import { performance } from 'node:perf_hooks';
import { stringifyJson } from '@millwright/kernel';
import { ScriptRenderer } from '../engine/script-renderer.ts';
import { defaultRenderLimits, type RenderLimits } from '../limits/render-limits.ts';
import { LiveHeap } from '../limits/live-heap.ts';
import type { ShopReader } from '../shop/shop-reader.ts';
import type { OptionSource, RenderOutcome, TextOutcome } from '../render-request.ts';

/** A script for a unit test: variables as JSON text or as plain values, the cache as JSON texts by key. */
export interface TestRender {
  context?: string | Record<string, unknown>;
  limits?: Partial<RenderLimits>;
  cache?: Readonly<Record<string, string>>;
  /** What is behind references to secrets. */
  secrets?: Readonly<Record<string, string>>;
  /** The shop that the script may ask. */
  shop?: ShopReader;
  nowMs?: number;
  options?: readonly OptionSource[];
  listed?: boolean;
  /** A clock that goes on by so much each time it is read, instead of the real one. */
  elapsedPerStepMs?: number;
  /** Another clock, in milliseconds. */
  now?: () => number;
}

/** Renders a script's objects without a worker: no hard time limit. */
export function renderInThisThread(source: string, given: TestRender = {}): RenderOutcome {
  return newRenderer(given).render(requestOf(source, given), cacheOf(given));
}

/** Renders text without a worker: no hard time limit. */
export function renderTextInThisThread(source: string, given: TestRender = {}): TextOutcome {
  return newRenderer(given).renderText(requestOf(source, given), cacheOf(given));
}

const newRenderer = ({ elapsedPerStepMs, now = () => performance.now() }: TestRender) =>
  new ScriptRenderer({
    templateCacheBytes: 0,
    heap: new LiveHeap(),
    now: elapsedPerStepMs === undefined ? now : steppingClock(elapsedPerStepMs),
  });

function steppingClock(stepMs: number): () => number {
  let nowMs = 0;
  return () => (nowMs += stepMs);
}

const requestOf = (source: string, given: TestRender) => ({
  templateKey: source,
  source,
  context: typeof given.context === 'string' ? given.context : stringifyJson(given.context ?? {}),
  limits: { ...defaultRenderLimits, ...given.limits },
  ...(given.nowMs !== undefined && { nowMs: given.nowMs }),
  ...(given.options !== undefined && { options: given.options }),
  ...(given.listed !== undefined && { listed: given.listed }),
});

function cacheOf({ cache, secrets, shop }: TestRender) {
  if (!cache && !secrets && !shop) return undefined;
  return {
    value: (key: string): string | undefined =>
      cache && Object.hasOwn(cache, key) ? cache[key] : undefined,
    entries: () => Object.entries(cache ?? {}),
    secret: (reference: string): string | undefined => secrets?.[reference],
    shop,
  };
}
