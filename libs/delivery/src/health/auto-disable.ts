import type { Health } from './health.ts';

const DAY_MS = 86_400_000;
const FAILING_MS = 5 * DAY_MS;
const YOUNG_MS = 5 * DAY_MS;
const JUST_CHANGED_MS = 2 * DAY_MS;
const FAILED_ATTEMPTS = 20;

/** What of an endpoint decides whether it may be disabled for failing. */
export interface DisableRules {
  autoDisable: boolean;
  /** Null: never changed since it was made. */
  editedAt: Date | null;
  createdAt: Date;
}

/** Whether an endpoint has failed for so long that nobody will miss its attempts. All has to hold. */
export function isToBeDisabled(
  { failingSince, failedAttempts, lastSuccessAt }: Health,
  { autoDisable, editedAt, createdAt }: DisableRules,
  now: Date,
): boolean {
  const ageMs = (time: Date): number => now.getTime() - time.getTime();
  return (
    autoDisable &&
    failingSince !== null &&
    ageMs(failingSince) >= FAILING_MS &&
    failedAttempts >= FAILED_ATTEMPTS &&
    (editedAt === null || ageMs(editedAt) > JUST_CHANGED_MS) &&
    (lastSuccessAt !== null || ageMs(createdAt) >= YOUNG_MS)
  );
}
