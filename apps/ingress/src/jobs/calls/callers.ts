import type { Principal } from '@millwright/access';
import {
  createdAnswerOf,
  type CallAddress,
  type CalledWorkspace,
  type CallMode,
  type JobProblem,
  type RunAddress,
} from '@millwright/job';
import { Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import type { JobSender } from '../api/job-sender.ts';
import { refuseReadOnly } from '../reading/readable-job.ts';
import { BatchCalls } from './batch-calls.ts';
import { BatchReruns } from './batch-reruns.ts';
import { CallKeeper } from './call-keeper.ts';
import { CallLimits } from './call-limits.ts';
import { CallReader } from './call-reader.ts';
import { demandRunRights } from './call-rights.ts';
import type { PlannedCall } from './planned-call.ts';
import { WaitingPlaces } from '../waits/waiting-places.ts';
import { StreamingCalls } from './streaming-calls.ts';
import { WaitingCalls } from './waiting-calls.ts';

/** Takes the calls of tasks: reads them, holds them against the limits, and answers as they ask for. */
@Injectable()
export class Callers {
  constructor(
    private readonly limits: CallLimits,
    private readonly places: WaitingPlaces,
    private readonly reader: CallReader,
    private readonly keeper: CallKeeper,
    private readonly waiting: WaitingCalls,
    private readonly streaming: StreamingCalls,
    private readonly batches: BatchCalls,
    private readonly reruns: BatchReruns,
  ) {}

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
        demandToBeTold(sender.who, address.problem);
        throw address.problem;
      case 'batch':
        return this.batches.answer(exchange, sender, workspace);
      case 'batch_rerun':
        return this.reruns.answer(exchange, sender, workspace);
    }
  }

  /** Answers a call that was read, as its mode says. @throws JobProblem, DatabaseUnavailableError */
  async answer(exchange: JobExchange, mode: CallMode, planned: PlannedCall): Promise<void> {
    const { workspace, query, key } = planned;
    await this.limits.demandShortQueue({ mode, workspace, queueLimit: query.queueLimit, key });
    switch (mode) {
      case 'async':
        return this.start(exchange, planned);
      case 'wait':
        return this.waiting.answer(exchange, planned);
      case 'stream':
        return this.streaming.answer(exchange, planned);
    }
  }

  private async run(
    exchange: JobExchange,
    sender: JobSender,
    workspace: CalledWorkspace,
    address: RunAddress,
  ): Promise<void> {
    if (address.mode !== 'async') this.places.take(exchange);
    const planned = await this.reader.read(exchange, sender, workspace, address);
    return this.answer(exchange, address.mode, planned);
  }

  private async start(exchange: JobExchange, planned: PlannedCall): Promise<void> {
    const { jobId, isReplay } = await this.keeper.store(planned);
    if (!isReplay) this.keeper.send(planned.call);
    exchange.answer(createdAnswerOf(planned.workspace.slug, jobId, { isReplay }));
  }
}

/** Which methods there are is no secret; whether there is a task, is. @throws JobProblem */
function demandToBeTold(who: Principal, { code }: JobProblem): void {
  if (code === 'method_not_allowed') refuseReadOnly(who);
  else demandRunRights(who, { path: null, tag: '' });
}
