import type { Principal } from '@millwright/access';
import { childIdOf, newId, type Id, type RawJson } from '@millwright/kernel';
import type { CallQuery } from '../call/index.ts';
import type { CalledTask } from '../target/index.ts';
import { CALL_SOURCE, CALL_TOPIC, type NewCall } from './new-call.ts';

/** What a call is made of. */
export interface CallPieces {
  readonly workspaceId: Id;
  readonly task: CalledTask;
  readonly who: Pick<Principal, 'owner' | 'tokenId' | 'label'>;
  readonly query: CallQuery;
  /** Of the event. */
  readonly data: RawJson;
  readonly isPreprocessed: boolean;
  readonly requestId: Id;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  readonly runAt: Date;
  /** The address of the instance that is told of its end; null: none waits. */
  readonly replyTo: string | null;
}

/** Makes a call, with ids of its own. */
export function newCallOf(pieces: CallPieces): NewCall {
  const { workspaceId, task, who, query, data, nowMs, runAt } = pieces;
  const eventId = newId(nowMs);
  return {
    runId: childIdOf(eventId, 'call'),
    event: {
      envelope: {
        id: eventId,
        workspace_id: workspaceId,
        topic: CALL_TOPIC,
        source: CALL_SOURCE,
        created_at: new Date(nowMs).toISOString(),
        webhook_id: null,
        provider: null,
        provider_event: null,
        request_id: pieces.requestId,
        parent_id: null,
        replay_of: null,
        task_ids: [task.id],
      },
      data,
    },
    taskId: task.id,
    taskPath: task.path,
    taskVersion: task.version,
    isPinned: task.isPinned,
    facts: {
      owner: who.owner,
      token_id: who.tokenId,
      label: who.label,
      tag: query.tag,
      parent_job: query.parentJob ?? null,
      root_job: query.rootJob ?? null,
      is_hidden: query.isInvisibleToOwner,
      is_preprocessed: pieces.isPreprocessed,
      priority: task.priority,
      lane: task.lane,
      waits_for_actions: query.waitsForActions,
    },
    jobId: query.jobId ?? null,
    runAt,
    isScheduled: runAt.getTime() > nowMs,
    replyTo: pieces.replyTo,
  };
}
