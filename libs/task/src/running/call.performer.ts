import type { TaskCalled } from '@millwright/contracts';
import type { Database } from '@millwright/database';
import { endsOf, type NewCall } from '@millwright/job';
import type { RawJson } from '@millwright/kernel';
import type { PublishDue } from '../runs/publish-due.ts';
import { finishedMessages } from '../runs/watcher-messages.ts';
import type { TaskRunPerformer, TaskRunReport } from './task-run.performer.ts';

/** Performs calls as task runs. Whoever waits is told of the end, also by a runner that finds it done already. */
export class CallPerformer {
  constructor(
    private readonly database: Database,
    private readonly runs: TaskRunPerformer,
    private readonly publish: PublishDue,
  ) {}

  /** Performs a call; resolves when its end is committed, or when it turns out not to be ours. */
  async perform(
    called: TaskCalled,
    data: RawJson | undefined,
    { redelivered }: { redelivered: boolean },
  ): Promise<TaskRunReport | undefined> {
    const { event, call: _facts, stored: _stored, is_pinned: isPinned, ...head } = called;
    const request = {
      ...head,
      ...(event && { event }),
      ...(isPinned && { pinned_version: called.task_version }),
    };
    const call = newCallOf(called, data);
    const report = await this.runs.perform(request, data, { redelivered, call });
    // Who had it before may have committed its end, and died before it told of it.
    if (report === undefined && redelivered) await this.tellEnd(called);
    return report;
  }

  private async tellEnd({ run_id: runId, reply_to: address }: TaskCalled): Promise<void> {
    if (address === undefined) return;
    const [end] = await endsOf(this.database, [runId]);
    if (end === undefined) return;
    void this.publish(finishedMessages([address], { ...end, state: end.outcome }));
  }
}

/** The call that a message alone records; undefined when its rows are there. */
function newCallOf(called: TaskCalled, data: RawJson | undefined): NewCall | undefined {
  const { event: envelope, stored } = called;
  if (stored || envelope === undefined || data === undefined) return undefined;
  return {
    runId: called.run_id,
    event: { envelope, data },
    taskId: called.task_id,
    taskPath: called.task_path,
    taskVersion: called.task_version,
    isPinned: called.is_pinned,
    facts: called.call,
    jobId: null,
    runAt: new Date(envelope.created_at),
    isScheduled: false,
    replyTo: called.reply_to ?? null,
  };
}
