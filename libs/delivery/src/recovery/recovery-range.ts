import { lowestIdAt, type Id } from '@millwright/kernel';

/** What is to be made good: failed deliveries, missing ones, or both. */
export type RecoveryKind = 'failed' | 'missing' | 'both';

/** What somebody asks to be made good. Times are those of events. */
export interface RecoveryRequest {
  kind: RecoveryKind;
  since: Date;
  until: Date;
  /** Topics or patterns; undefined: all of the endpoint's. */
  topics?: readonly string[] | undefined;
}

/** Which part of an endpoint's history is looked at. */
export interface RecoveryRange {
  workspaceId: Id;
  endpointId: Id;
  recoversFailed: boolean;
  recoversMissing: boolean;
  topics: readonly string[] | null;
  /** Everything up to this id is done. */
  cursor: Id;
  /** The lowest id after the range. */
  untilId: Id;
  /** What failed later than this is left alone: it was sent again by the recovery itself. */
  startedAt: Date;
}

/** The range of a request that comes now. */
export function rangeOf(
  workspaceId: Id,
  endpointId: Id,
  { kind, since, until, topics }: RecoveryRequest,
  now: Date,
): RecoveryRange {
  return {
    workspaceId,
    endpointId,
    recoversFailed: kind !== 'missing',
    recoversMissing: kind !== 'failed',
    topics: topics ?? null,
    cursor: lowestIdAt(since.getTime()),
    untilId: lowestIdAt(until.getTime()),
    startedAt: now,
  };
}
