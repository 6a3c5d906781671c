import type { MessagePort } from 'node:worker_threads';
import type { LiquidErrorCode } from '../liquid.errors.ts';
import type { RenderOutcome, RenderRequest, TextOutcome } from '../render-request.ts';

/** Where a job of a batch is. Both sides move it by compare-and-exchange, so that exactly one of them has it. */
export const jobState = { waiting: 0, taken: 1, done: 2, withdrawn: 3 } as const;

/** One render, as a worker gets it. */
export interface WorkerJob {
  readonly kind: 'objects' | 'text';
  readonly request: RenderRequest;
  readonly hasHost: boolean;
  /** Whether the host has a shop to ask. */
  readonly hasShop: boolean;
}

/** Some renders for one worker, done in order. */
export interface WorkerBatch {
  readonly ticket: number;
  readonly jobs: readonly WorkerJob[];
  /** A {@link jobState} for each job, shared. */
  readonly states: Int32Array;
}

/** Either kind of outcome. */
export type JobOutcome = RenderOutcome | TextOutcome;

/** A worker's word to the main thread while it is at a batch. */
export type WorkerMessage = { readonly ticket: number; readonly index: number } & (
  | { readonly outcome: JobOutcome }
  | { readonly question: HostQuestion; readonly port: MessagePort; readonly answered: Int32Array }
);

/** What a script wants to know: one key of the cache, all its entries, or the secret behind a reference. */
export type CacheQuestion =
  { readonly key: string } | { readonly all: true } | { readonly secret: string };

/** What a script asks the shop, and for how long it waits. */
export type ShopQuestion = { readonly waitMs: number } & (
  | { readonly query: string; readonly variables: string | undefined }
  | { readonly objectsAt: string }
);

/** Whether a question is for the shop: waiting for it is no rendering. */
export const isForShop = (question: HostQuestion): question is ShopQuestion => 'waitMs' in question;

/** Anything that a script may ask for while it runs. */
export type HostQuestion = CacheQuestion | ShopQuestion;

/** The answer to a question, by the port that came with it. `failed`: what ends the render, for its author. */
export type HostAnswer =
  | { readonly value: string | undefined }
  | { readonly entries: readonly (readonly [string, string])[] }
  | { readonly failed: { readonly code: LiquidErrorCode; readonly message: string } }
  | { readonly fault: string };
