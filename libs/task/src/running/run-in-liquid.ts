import { RawJson, type Id } from '@millwright/kernel';

/** What of a run scripts get to see. Error, result and result meta are exact JSON text. */
export interface RunForScripts {
  id: Id;
  state: string;
  runAt: Date;
  /** When it was made. */
  enqueuedAt: Date;
  attempts: number;
  startedAt: Date | null;
  stoppedAt: Date | null;
  error: string | null;
  result: string | null;
  resultMeta: string | null;
}

/** A run as `action.run` and error payloads have it: `error` is the message alone, `ok` true unless it failed. */
export const runInLiquid = (run: RunForScripts): Record<string, unknown> => ({
  id: run.id,
  result: rawOrNull(run.result),
  result_meta: rawOrNull(run.resultMeta),
  error: run.error === null ? null : messageIn(run.error),
  ok: run.state !== 'failed',
  started_at: run.startedAt,
  stopped_at: run.stoppedAt,
  elapsed_time_ms:
    run.startedAt === null || run.stoppedAt === null
      ? null
      : Math.max(0, run.stoppedAt.getTime() - run.startedAt.getTime()),
  run_at: run.runAt,
  enqueued_at: run.enqueuedAt,
  attempts: run.attempts,
});

const rawOrNull = (text: string | null): RawJson | null =>
  text === null ? null : new RawJson(text);

const messageIn = (error: string): string => (JSON.parse(error) as { message: string }).message;
