import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CONFIG } from '@millwright/host';
import {
  createdAnswerOf,
  JobProblem,
  queueLimitOf,
  queueRefusalOf,
  QueueStates,
  type CallAddress,
  type CalledWorkspace,
  type CallMode,
  type RunAddress,
} from '@millwright/job';
import { Inject, Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import type { JobSender } from '../api/job-sender.ts';
import { Waits } from '../waits/waits.ts';
import { CallKeeper } from './call-keeper.ts';
import { CallReader } from './call-reader.ts';
import { demandRunRights } from './call-rights.ts';
import type { PlannedCall } from './planned-call.ts';
import { StreamingCalls } from './streaming-calls.ts';
import { WaitingCalls } from './waiting-calls.ts';

/** Takes the calls of tasks: reads them, holds them against the limits, and answers as they ask for. */
@Injectable()
export class Callers {
  private readonly queues: QueueStates;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    database: Database,
    private readonly reader: CallReader,
    private readonly keeper: CallKeeper,
    private readonly waiting: WaitingCalls,
    private readonly streaming: StreamingCalls,
    private readonly waits: Waits,
  ) {
    this.queues = new QueueStates(database);
  }

  /** Answers a call, or throws why not. @throws JobProblem, ClientGoneError, DatabaseUnavailableError */
  async call(
    exchange: JobExchange,
    sender: JobSender,
    workspace: CalledWorkspace,
    address: Exclude<CallAddress, { action: 'options' }>,
  ): Promise<void> {
    switch (address.action) {
      case 'run':
        return this.run(exchange, sender, workspace, address);
      case 'refused':
        demandRunRights(sender.who, { path: null, tag: '' });
        throw address.problem;
      case 'batch':
      case 'batch_rerun':
        throw new JobProblem('not_supported', 'batches are not served yet');
    }
  }

  private async run(
    exchange: JobExchange,
    sender: JobSender,
    workspace: CalledWorkspace,
    address: RunAddress,
  ): Promise<void> {
    const { mode } = address;
    this.demandRoom(mode);
    const planned = await this.reader.read(exchange, sender, workspace, address);
    await this.demandShortQueue(mode, planned);
    switch (mode) {
      case 'async':
        return this.start(exchange, planned);
      case 'wait':
        return this.waiting.answer(exchange, planned);
      case 'stream':
        return this.streaming.answer(exchange, planned);
    }
  }

  private async start(exchange: JobExchange, planned: PlannedCall): Promise<void> {
    const { jobId, isReplay } = await this.keeper.store(planned);
    if (!isReplay) this.keeper.send(planned.call);
    exchange.answer(createdAnswerOf(planned.workspace.slug, jobId, { isReplay }));
  }

  private demandRoom(mode: CallMode): void {
    const { maxWaiting } = this.config.calls;
    if (mode === 'async' || this.waits.size < maxWaiting) return;
    throw new JobProblem(
      'too_many_waiting',
      `${maxWaiting} calls wait for their results already: try again in a second, or call run/…`,
    );
  }

  private async demandShortQueue(mode: CallMode, { workspace, query }: PlannedCall): Promise<void> {
    const { queue_limit: all, queue_limit_wait_result: waiting } = workspace.settings;
    const limit = queueLimitOf(mode, { query: query.queueLimit, all, waiting });
    if (limit === undefined) return;
    const { due, ...state } = await this.queues.of(workspace.id);
    const queued = due + this.waits.queuedIn(workspace.id);
    const refusal = queueRefusalOf(limit, { ...state, due: queued });
    if (refusal !== undefined) throw refusal;
  }
}
