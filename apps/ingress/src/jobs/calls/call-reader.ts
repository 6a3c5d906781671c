import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CLOCK, CONFIG } from '@millwright/host';
import {
  aliasProblemOf,
  bodyTypeOf,
  callArgsOf,
  callBodyOf,
  callQueryOf,
  CallTargets,
  fingerprintOf,
  idempotencyKeyOf,
  isKeyKnown,
  JobProblem,
  newCallOf,
  payloadBodyOf,
  type CallBody,
  type CalledTask,
  type CalledWorkspace,
  type CallQuery,
  type KeyOfCall,
  type RunAddress,
} from '@millwright/job';
import type { Clock } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Inject, Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import type { JobSender } from '../api/job-sender.ts';
import { allowedTask, demandEnabled } from './called-tasks.ts';
import type { PlannedCall } from './planned-call.ts';
import { runTimesOf } from './run-times.ts';

const EMPTY = Buffer.alloc(0);

/** A call with what its body came to. */
interface ReadCall {
  readonly body: CallBody;
  /** The body as it came; empty of a GET. */
  readonly bytes: Buffer;
}

/** Reads requests into calls: who may call what, with which arguments. Nothing is stored. */
@Injectable()
export class CallReader {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly bus: MessageBus,
    private readonly targets: CallTargets,
  ) {}

  /** @throws JobProblem, ClientGoneError, DatabaseUnavailableError */
  async read(
    exchange: JobExchange,
    sender: JobSender,
    workspace: CalledWorkspace,
    address: RunAddress,
  ): Promise<PlannedCall> {
    const query = orThrow(callQueryOf(exchange.query, address.mode));
    const task = await this.taskOf(sender, workspace, address, query);
    const key = orThrow(idempotencyKeyOf(exchange.headers));
    if (key === undefined) demandEnabled(task);
    const read = await this.bodyOf(exchange, workspace, address);
    const { data, isPreprocessed } = callArgsOf({
      body: read.body,
      query,
      parameters: exchange.query,
      headers: exchange.headers,
      credentialPlace: sender.credentialPlace,
      dataMode: task.dataMode,
    });
    const nowMs = this.clock.now();
    const [runAt] = await runTimesOf(this.database, [query], nowMs);
    const call = newCallOf({
      workspaceId: workspace.id,
      task,
      who: sender.who,
      query,
      data,
      isPreprocessed,
      requestId: exchange.requestId,
      nowMs,
      runAt: runAt!,
      replyTo: address.mode === 'async' ? null : this.bus.address,
    });
    const own =
      key === undefined ? undefined : this.keyOf(key, exchange, sender, address, query, read);
    if (own !== undefined) await this.demandEnabledOrReplay(task, workspace, own);
    return { call, workspace, task, query, key: own };
  }

  private async taskOf(
    { who }: JobSender,
    workspace: CalledWorkspace,
    address: RunAddress,
    { tag }: CallQuery,
  ): Promise<CalledTask> {
    const { target } = address;
    const task = await allowedTask(this.targets, who, workspace.id, { target, tag });
    const alias = aliasProblemOf(address, task.path);
    if (alias !== undefined) throw alias;
    return task;
  }

  /** What a key has led to is answered as it was, whatever became of the task since. @throws JobProblem */
  private async demandEnabledOrReplay(
    task: CalledTask,
    { id }: CalledWorkspace,
    key: KeyOfCall,
  ): Promise<void> {
    if (!task.isEnabled && !(await isKeyKnown(this.database, id, key))) demandEnabled(task);
  }

  private async bodyOf(
    exchange: JobExchange,
    { settings }: CalledWorkspace,
    { method }: RunAddress,
  ): Promise<ReadCall> {
    const { limits } = this.config;
    if (method === 'GET') {
      const body = orThrow(payloadBodyOf(exchange.query.get('payload'), limits));
      return { body, bytes: EMPTY };
    }
    const type = orThrow(bodyTypeOf(exchange.headers));
    const limitBytes = settings.max_body_bytes;
    const bytes = await exchange.body(limitBytes);
    return { body: orThrow(await callBodyOf(bytes, type, limitBytes, limits)), bytes };
  }

  private keyOf(
    key: string,
    exchange: JobExchange,
    { who }: JobSender,
    { target }: RunAddress,
    query: CallQuery,
    { body, bytes }: ReadCall,
  ): KeyOfCall {
    const fingerprint = fingerprintOf({
      target,
      contentType: exchange.headers['content-type']?.[0],
      bytes: body.raw ?? bytes,
      payload: exchange.query.get('payload'),
      query,
    });
    return { owner: who.owner, key, fingerprint };
  }
}

/** A value, unless reading it came to a problem. @throws JobProblem */
export function orThrow<Value>(read: Value | JobProblem): Value {
  if (read instanceof JobProblem) throw read;
  return read;
}
