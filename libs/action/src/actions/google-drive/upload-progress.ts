import type { JsonObject, JsonValue } from '@millwright/kernel';
import type { ActionContext } from '../../action.ts';

/** The uploads of an action run so far, kept with it: by path what came of each, null while it is under way. */
export class UploadProgress {
  private constructor(
    private readonly context: Pick<ActionContext, 'actionRunId' | 'progress'>,
    private readonly uploads: JsonObject,
  ) {}

  static async of(
    context: Pick<ActionContext, 'actionRunId' | 'progress'>,
  ): Promise<UploadProgress> {
    const kept = await context.progress.read(context.actionRunId);
    return new UploadProgress(context, kept instanceof Map ? kept : new Map<string, JsonValue>());
  }

  /** What came of an upload; undefined while it is not known to be over. */
  resultOf(path: string): JsonValue | undefined {
    return this.uploads.get(path) ?? undefined;
  }

  /** Whether an earlier attempt began it, so that the file may be there although nobody heard of it. */
  wasBegun(path: string): boolean {
    return this.uploads.has(path);
  }

  begin(path: string): Promise<void> {
    return this.keep(path, null);
  }

  end(path: string, result: JsonObject): Promise<void> {
    return this.keep(path, result);
  }

  private async keep(path: string, result: JsonValue): Promise<void> {
    this.uploads.set(path, result);
    await this.context.progress.keep(this.context.actionRunId, this.uploads);
  }
}
