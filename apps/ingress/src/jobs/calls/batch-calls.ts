import type { Principal } from '@millwright/access';
import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CLOCK, CONFIG } from '@millwright/host';
import {
  batchAnswerOf,
  batchItemOf,
  batchItemsOf,
  callArgsOf,
  CallTargets,
  JobProblem,
  newCallOf,
  type BatchItem,
  type CalledTask,
  type CalledWorkspace,
} from '@millwright/job';
import { RawJson, type Clock } from '@millwright/kernel';
import { Inject, Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import type { JobSender } from '../api/job-sender.ts';
import { batchRequestOf } from './batch-body.ts';
import { BatchKeeper, replayHeadersOf, type PlannedItem } from './batch-keeper.ts';
import { CallLimits } from './call-limits.ts';
import { orThrow } from './call-reader.ts';
import { allowedTask, demandEnabled } from './called-tasks.ts';
import { isFine, problemIn } from './problem-in.ts';
import { runTimesOf } from './run-times.ts';

/** Makes many calls at once, each of which stands alone. */
@Injectable()
export class BatchCalls {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly targets: CallTargets,
    private readonly limits: CallLimits,
    private readonly keeper: BatchKeeper,
  ) {}

  /** @throws JobProblem, ClientGoneError, DatabaseUnavailableError */
  async answer(
    exchange: JobExchange,
    sender: JobSender,
    workspace: CalledWorkspace,
  ): Promise<void> {
    const { limits } = this.config;
    const request = await batchRequestOf(exchange, sender, workspace, 'batch', limits);
    const given = orThrow(batchItemsOf(request.body));
    const items = await this.planned(given, exchange, sender, workspace);
    const due = items.filter(isFine).filter(({ isScheduled }) => !isScheduled).length;
    const { key, queueLimit } = request;
    await this.limits.demandShortQueue({ mode: 'async', workspace, queueLimit, key, calls: due });
    const { answer, isReplay } = await this.keeper.keep({
      workspaceId: workspace.id,
      key,
      items,
      answerOf: batchAnswerOf,
    });
    exchange.reply({
      status: 201,
      headers: replayHeadersOf(isReplay),
      json: new RawJson(answer),
    });
  }

  private async planned(
    given: readonly RawJson[],
    { requestId }: JobExchange,
    { who }: JobSender,
    { id: workspaceId }: CalledWorkspace,
  ): Promise<PlannedItem[]> {
    const nowMs = this.clock.now();
    const items = await Promise.all(given.map((json) => this.read(json, who, workspaceId)));
    const good = items.filter(isFine);
    const times = await runTimesOf(
      this.database,
      good.map(({ query }) => query),
      nowMs,
    );
    const runAtOf = new Map(good.map((item, at) => [item, times[at]!]));
    return items.map((item) => {
      if (item instanceof JobProblem) return item;
      const base = { workspaceId, who, requestId, nowMs, replyTo: null };
      return newCallOf({ ...base, ...item, ...dataOf(item), runAt: runAtOf.get(item)! });
    });
  }

  private read(json: RawJson, who: Principal, workspaceId: string): Promise<ReadItem | JobProblem> {
    return problemIn(async () => {
      const item = orThrow(batchItemOf(json));
      const wanted = { target: item.target, tag: item.query.tag };
      const task = await allowedTask(this.targets, who, workspaceId, wanted);
      demandEnabled(task);
      return { ...item, task };
    });
  }
}

type ReadItem = BatchItem & { task: CalledTask };

const nothing = new URLSearchParams();

/** An item is a request without headers and query. */
const dataOf = ({ args, query, task }: ReadItem) =>
  callArgsOf({
    body: { value: args, args, raw: Buffer.from(args.text), isText: false },
    query,
    parameters: nothing,
    headers: {},
    credentialPlace: 'authorization',
    dataMode: task.dataMode,
  });
