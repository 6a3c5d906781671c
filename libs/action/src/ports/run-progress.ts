import type { Id, JsonValue } from '@millwright/kernel';

/** What an action run has done so far, kept for its retries: they repeat only what is missing. */
export interface RunProgress {
  /** Null when nothing was kept. */
  read(actionRunId: Id): Promise<JsonValue>;
  /** In place of what was kept before. */
  keep(actionRunId: Id, progress: JsonValue): Promise<void>;
}
