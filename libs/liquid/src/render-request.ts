import type { RenderLimits } from './limits/render-limits.ts';
import type { RunError } from './liquid.errors.ts';
import type { ListedObject } from './output/printed-list.ts';
import type { RenderedObjects } from './output/rendered-objects.ts';

/** A script to render. */
export interface RenderRequest {
  /** Names the source: the version's hash. Parsed scripts are kept by it. */
  templateKey: string;
  source: string;
  /** Exact JSON text of an object whose members are the script's variables: event, options, task, shop, … */
  context: string;
  limits: RenderLimits;
  /** What `"now"` is, in milliseconds since 1970; by default the moment at which rendering starts. */
  nowMs?: number;
  /** Values of `options` that are worked out first: within the same time, and each within two seconds. */
  options?: readonly OptionSource[];
  /** Whether the outcome is to list the objects in the order in which they were printed. */
  listed?: boolean;
}

/**
 * A value of `options` that has to be worked out: Liquid to be rendered, as text or as a number, or the key of a
 * global or a secret. `member`: one value of an array or a hash.
 */
export interface OptionSource {
  key: string;
  member?: string | number;
  source: string;
  as: 'text' | 'number' | 'global' | 'secret';
}

/** Text to render: a subscription, an event filter, a concurrency key, an option value. */
export interface TextRequest extends Omit<RenderRequest, 'templateKey'> {
  /** By default the source itself. */
  templateKey?: string;
}

/**
 * What a script rendered, or why it did not; `logs` are those it had printed by then. Texts are exact JSON. `listed`
 * is there when it was asked for.
 */
export type RenderOutcome = (
  ({ ok: true } & RenderedObjects) | { ok: false; error: RunError; logs: string[] }
) & { listed?: ListedObject[] };

/** What a text rendered to, or why it did not. */
export type TextOutcome = { ok: true; text: string } | { ok: false; error: RunError };

/**
 * What a render may ask for while it runs; without one `cache` is nil. Values are JSON texts; `undefined`: no such
 * key. A list of more than 10,000 entries fails the run, so no more than 10,001 need to be read.
 */
export interface RenderHost {
  cacheValue(key: string): Promise<string | undefined>;
  cacheEntries(): Promise<(readonly [string, string])[]>;
  /** The secret behind a reference, for filters that sign; `undefined`: it is just text. Without it all are. */
  secretValue?(reference: string): Promise<string | undefined>;
  /** The shop of the Workspace; without it the `shopify` filter fails. */
  shop?: ShopHost;
}

/**
 * The shop that a script may ask. Answers are waited for in the time that is left for that (`signal` says when it is
 * over). What a MillwrightError says of them is told to the author of the script, its code kept where renders have it.
 */
export interface ShopHost {
  /** The answer to a query, as JSON text. `variables`: JSON text of an object. */
  query(query: string, variables: string | undefined, signal: AbortSignal): Promise<string>;
  /** The objects of a bulk operation: JSON lines at the address that Shopify gave. */
  objectsAt(url: string, signal: AbortSignal): Promise<string>;
}
