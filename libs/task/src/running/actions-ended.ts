import type { Sql } from '@millwright/database';
import { endsOf } from '@millwright/job';
import type { Id } from '@millwright/kernel';
import type { OutgoingMessage } from '@millwright/messaging';
import { finishedMessages } from '../runs/watcher-messages.ts';

/** Tells those who wait for the last of a call's action runs that it is final. */
export async function actionsEndedMessages(
  sql: Sql,
  watchers: readonly string[] | null,
  taskRunId: Id,
): Promise<OutgoingMessage[]> {
  if (watchers === null) return [];
  const [end] = await endsOf(sql, [taskRunId]);
  if (end === undefined) return [];
  const { outcome: state, ...ended } = end;
  return finishedMessages(watchers, { ...ended, state, openActions: 0, actionsEnded: true });
}
