import { Database, type Transaction } from '@millwright/database';
import {
  jobIdTaken,
  JobProblem,
  keepAnswer,
  storeCalls,
  takeJobIds,
  takeKeyOfBatch,
  type BatchedCall,
  type KeyOfCall,
  type NewCall,
} from '@millwright/job';
import type { Id } from '@millwright/kernel';
import { Injectable } from '@nestjs/common';
import { CallKeeper } from './call-keeper.ts';
import { isFine } from './problem-in.ts';

/** A call of a batch that can be made, or why it cannot. */
export type PlannedItem = NewCall | JobProblem;

/** A batch before it is stored. */
export interface Batch {
  readonly workspaceId: Id;
  readonly key: KeyOfCall | undefined;
  readonly items: readonly PlannedItem[];
  /** The text that tells what became of them. */
  readonly answerOf: (calls: readonly BatchedCall[]) => string;
}

/** What a batch was answered with, now or when its key came first. */
export interface KeptBatch {
  readonly answer: string;
  readonly isReplay: boolean;
}

/** Keeps the calls of batches: all of one batch in one transaction, with its key and its answer. */
@Injectable()
export class BatchKeeper {
  constructor(
    private readonly database: Database,
    private readonly keeper: CallKeeper,
  ) {}

  /** Stores a batch and sends what is due. @throws JobProblem, DatabaseUnavailableError */
  async keep({ workspaceId, key, items, answerOf }: Batch): Promise<KeptBatch> {
    const kept = await this.database.transaction(async (tx) => {
      const earlier = key && (await takeKeyOfBatch(tx, workspaceId, key));
      if (earlier !== undefined) return { answer: earlier, isReplay: true, stored: [] };
      const stored = await storeItems(tx, items);
      const answer = answerOf(stored.map(namedBy));
      if (key !== undefined) await keepAnswer(tx, workspaceId, key, answer);
      return { answer, isReplay: false, stored };
    });
    for (const call of kept.stored.filter(isFine)) this.keeper.send(call);
    return kept;
  }
}

/** Those whose id a job has already become problems. */
async function storeItems(
  tx: Transaction,
  items: readonly PlannedItem[],
): Promise<readonly PlannedItem[]> {
  const calls = items.filter(isFine);
  const named = await takeJobIds(tx, calls);
  const isFree = ({ jobId, runId }: NewCall): boolean => jobId === null || named.has(runId);
  await storeCalls(tx, calls.filter(isFree));
  return items.map((item) =>
    item instanceof JobProblem || isFree(item) ? item : jobIdTaken(item.jobId!),
  );
}

const namedBy = (item: PlannedItem): BatchedCall =>
  item instanceof JobProblem ? item : (item.jobId ?? item.runId);

export const replayHeadersOf = (isReplay: boolean): Record<string, string> =>
  isReplay ? { 'idempotent-replayed': 'true' } : {};
