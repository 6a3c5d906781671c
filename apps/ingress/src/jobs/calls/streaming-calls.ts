import type { Config } from '@millwright/config';
import { CONFIG } from '@millwright/host';
import { jobHeadersOf, waitDeadlineOf } from '@millwright/job';
import { JobCommands } from '@millwright/task/commands';
import { Inject, Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import { JobStreams } from '../streams/job-streams.ts';
import { CallKeeper } from './call-keeper.ts';
import { GONE_REASON, TIMEOUT_REASON } from './cancel-reasons.ts';
import { forgetData, type JobNames, type PlannedCall } from './planned-call.ts';

/** Answers calls with a stream of what happens to their runs. */
@Injectable()
export class StreamingCalls {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly keeper: CallKeeper,
    private readonly streams: JobStreams,
    private readonly commands: JobCommands,
  ) {}

  async answer(exchange: JobExchange, planned: PlannedCall): Promise<void> {
    const { call, workspace, query } = planned;
    // The id goes out at once: it can be read.
    const names = await this.keeper.store(planned);
    const { runId, jobId, isReplay } = names;
    const cancel = (reason: string): Promise<unknown> => this.cancel(planned, names, reason);
    const followed = {
      workspaceId: workspace.id,
      runId,
      jobId,
      logOffset: 0,
      noLogs: false,
      headers: jobHeadersOf(jobId, { isReplay }),
      deadlineMs: waitDeadlineOf(exchange.arrivedMs, 'stream', query.timeoutSecs, {
        syncTimeoutS: workspace.settings.sync_timeout_s,
        syncTimeoutMaxS: this.config.calls.syncTimeoutMaxS,
      }),
      ...(query.cancelsOnDisconnect && { gone: () => void cancel(GONE_REASON) }),
      ...(query.onTimeout === 'cancel' && {
        timedOut: async () => void (await cancel(TIMEOUT_REASON)),
      }),
    };
    // Nobody is there any more to be told, or to leave.
    if (exchange.isGone) followed.gone?.();
    exchange.reply({
      stream: (sink) => this.streams.follow(sink, followed, { join: isReplay }),
    });
    if (!isReplay) this.keeper.send(call);
    forgetData(planned);
    exchange.releaseBody();
  }

  private cancel(
    { workspace, call }: PlannedCall,
    { runId }: JobNames,
    reason: string,
  ): Promise<unknown> {
    const by = { reason, canceler: call.facts.owner };
    return this.commands.cancel(workspace.id, [runId], by).catch(() => undefined);
  }
}
