import type { Arrival } from './arrival.ts';

/** Hands a request to what comes next. */
export type Next = (arrival: Arrival) => void;

/**
 * One step of the intake: it answers the request, or hands it on. Callbacks rather than promises: each request passes
 * here, and most steps need none (bench "intake").
 */
export interface IntakeStep {
  take(arrival: Arrival, next: Next): void;
}

/** The steps as one, each handing on to the next. The last one answers. */
export const inOrder = (steps: readonly IntakeStep[]): Next =>
  steps.reduceRight<Next>(
    (next, step) => (arrival) => step.take(arrival, next),
    () => undefined,
  );
