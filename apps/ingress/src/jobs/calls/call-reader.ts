import type { Config } from '@millwright/config';
import { Database } from '@millwright/database';
import { CLOCK, CONFIG } from '@millwright/host';
import {
  aliasProblemOf,
  bodyTypeOf,
  CALL_SOURCE,
  CALL_TOPIC,
  callArgsOf,
  callBodyOf,
  callQueryOf,
  CallTargets,
  fingerprintOf,
  idempotencyKeyOf,
  JobProblem,
  payloadBodyOf,
  type CallBody,
  type CalledTask,
  type CalledWorkspace,
  type CallQuery,
  type RunAddress,
} from '@millwright/job';
import { childIdOf, newId, type Clock } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Inject, Injectable } from '@nestjs/common';
import type { JobExchange } from '../api/job-exchange.ts';
import type { JobSender } from '../api/job-sender.ts';
import { demandRunRights } from './call-rights.ts';
import type { PlannedCall } from './planned-call.ts';

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
    const read = await this.bodyOf(exchange, workspace, address);
    const { data, isPreprocessed } = callArgsOf({
      body: read.body,
      query,
      parameters: exchange.query,
      headers: exchange.headers,
      credentialPlace: sender.credentialPlace,
      dataMode: task.dataMode,
    });
    const { who } = sender;
    const nowMs = this.clock.now();
    const eventId = newId(nowMs);
    const runAt = await this.runAtOf(query, nowMs);
    const isAsync = address.mode === 'async';
    const call = {
      runId: childIdOf(eventId, 'call'),
      event: {
        envelope: {
          id: eventId,
          workspace_id: workspace.id,
          topic: CALL_TOPIC,
          source: CALL_SOURCE,
          created_at: new Date(nowMs).toISOString(),
          webhook_id: null,
          provider: null,
          provider_event: null,
          request_id: exchange.requestId,
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
        is_preprocessed: isPreprocessed,
        priority: task.priority,
        lane: task.lane,
        waits_for_actions: query.waitsForActions,
      },
      jobId: query.jobId ?? null,
      runAt,
      isScheduled: runAt.getTime() > nowMs,
      replyTo: isAsync ? null : this.bus.address,
    };
    const own =
      key === undefined ? undefined : this.keyOf(key, exchange, sender, address, query, read);
    return { call, workspace, task, query, key: own };
  }

  /** The task that is called, if it may be. Scopes are judged by the path, before it is known whether it exists. */
  private async taskOf(
    { who }: JobSender,
    workspace: CalledWorkspace,
    address: RunAddress,
    { tag }: CallQuery,
  ): Promise<CalledTask> {
    const { target } = address;
    if ('path' in target) demandRunRights(who, { path: target.path, tag });
    const task = await this.targets.task(workspace.id, target);
    if ('hash' in target) demandRunRights(who, { path: task?.path ?? null, tag });
    if (task === undefined) throw unknownTarget(target);
    const alias = aliasProblemOf(address, task.path);
    if (alias !== undefined) throw alias;
    if (!task.isEnabled) {
      throw new JobProblem('task_disabled', `the task ${task.path} is disabled: enable it first`);
    }
    return task;
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

  private async runAtOf(
    { scheduledFor, scheduledInSecs }: CallQuery,
    nowMs: number,
  ): Promise<Date> {
    if (scheduledFor !== undefined) return new Date(Math.max(scheduledFor.getTime(), nowMs));
    if (scheduledInSecs === undefined) return new Date(nowMs);
    // By the clock that decides when it is due.
    const [row] = await this.database.query<{ at: Date }>(
      'select now() + make_interval(secs => $1) as at',
      [scheduledInSecs],
    );
    return row!.at;
  }

  private keyOf(
    key: string,
    exchange: JobExchange,
    { who }: JobSender,
    { target }: RunAddress,
    query: CallQuery,
    { body, bytes }: ReadCall,
  ): NonNullable<PlannedCall['key']> {
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

const unknownTarget = (target: RunAddress['target']): JobProblem =>
  new JobProblem(
    'task_not_found',
    'path' in target
      ? `there is no task at the path ${target.path}`
      : `there is no version with the hash ${target.hash}`,
  );
