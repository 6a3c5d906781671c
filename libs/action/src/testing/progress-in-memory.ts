import { type Id, type JsonValue, parseJson, stringifyJson } from '@millwright/kernel';
import type { RunProgress } from '../ports/run-progress.ts';

/** The progress of action runs, kept as text as a database would. */
export class ProgressInMemory implements RunProgress {
  private readonly kept = new Map<Id, string>();

  async read(actionRunId: Id): Promise<JsonValue> {
    return parseJson(this.kept.get(actionRunId) ?? 'null');
  }

  async keep(actionRunId: Id, progress: JsonValue): Promise<void> {
    this.kept.set(actionRunId, stringifyJson(progress));
  }
}
