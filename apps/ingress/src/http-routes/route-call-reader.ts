import { AttemptLimiter, type Principal } from '@millwright/access';
import type { Config } from '@millwright/config';
import { CLOCK, CONFIG } from '@millwright/host';
import {
  bodyTypeOf,
  callBodyOf,
  callQueryOf,
  CallTargets,
  DEFAULT_TAG,
  JobProblem,
  newCallOf,
  routeArgsOf,
  type CallBody,
  type CalledTask,
  type CalledWorkspace,
  type CallMode,
  type HiddenParts,
  type RouteMatch,
  type ServedRoute,
} from '@millwright/job';
import type { Clock } from '@millwright/kernel';
import { MessageBus } from '@millwright/messaging';
import { Logger } from '@millwright/observability';
import { Inject, Injectable } from '@nestjs/common';
import type { JobExchange } from '../jobs/api/job-exchange.ts';
import { tooManyAttempts } from '../jobs/api/job-sender.ts';
import { JobSenders } from '../jobs/api/job-senders.ts';
import { demandRunRights } from '../jobs/calls/call-rights.ts';
import { orThrow } from '../jobs/calls/call-reader.ts';
import { demandEnabled } from '../jobs/calls/called-tasks.ts';
import type { PlannedCall } from '../jobs/calls/planned-call.ts';
import { WaitingPlaces } from '../jobs/waits/waiting-places.ts';

/** How the caller of a route gets its answer. */
export const callModes: Record<ServedRoute['mode'], CallMode> = {
  sync: 'wait',
  async: 'async',
  stream: 'stream',
};

/** Who calls, as its job tells, and what of the request is its credential. */
interface RouteCaller {
  readonly who: Pick<Principal, 'owner' | 'tokenId' | 'label'>;
  readonly task: CalledTask;
  readonly hidden: HiddenParts;
}

const EMPTY = Buffer.alloc(0);
const TOKEN: HiddenParts = { headers: ['authorization'], parameters: ['token'] };

/** Reads requests to HTTP routes into calls. The query is the task's: it says nothing of how it is called. */
@Injectable()
export class RouteCallReader {
  private readonly guesses = new AttemptLimiter();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly bus: MessageBus,
    private readonly targets: CallTargets,
    private readonly senders: JobSenders,
    private readonly places: WaitingPlaces,
    private readonly logger: Logger,
  ) {}

  /** @throws JobProblem, ClientGoneError, DatabaseUnavailableError */
  async read(
    exchange: JobExchange,
    workspace: CalledWorkspace,
    match: RouteMatch<ServedRoute>,
  ): Promise<PlannedCall> {
    const { route } = match;
    const { who, task, hidden } = await this.callerOf(exchange, workspace, route);
    const mode = callModes[route.mode];
    // Only now: a place is for who was let in.
    if (mode !== 'async') this.places.take(exchange);
    const query = orThrow(callQueryOf(new URLSearchParams(), mode));
    const { data, isPreprocessed } = routeArgsOf({
      match,
      body: await this.bodyOf(exchange, workspace),
      headers: exchange.headers,
      parameters: exchange.query,
      hidden,
      isWhole: route.requestMode ?? task.dataMode === 'request',
    });
    const nowMs = this.clock.now();
    const call = newCallOf({
      ...{ workspaceId: workspace.id, task, who, query, data, isPreprocessed, nowMs },
      requestId: exchange.requestId,
      runAt: new Date(nowMs),
      replyTo: mode === 'async' ? null : this.bus.address,
    });
    return { call, workspace, task, query, key: undefined };
  }

  /** Lets in, or throws why not. Of the task nothing is told to others. @throws JobProblem, ClientGoneError */
  private async callerOf(
    exchange: JobExchange,
    workspace: CalledWorkspace,
    route: ServedRoute,
  ): Promise<RouteCaller> {
    if (route.guard.type === 'token') return this.tokenHolder(exchange, workspace, route);
    await this.demandAdmission(exchange, workspace, route);
    const task = callable(await this.targets.task(workspace.id, { id: route.taskId }));
    return {
      who: { owner: `http_route:${route.name}`, tokenId: null, label: null },
      task,
      hidden: { headers: route.guard.credentialHeaders, parameters: [] },
    };
  }

  private async tokenHolder(
    exchange: JobExchange,
    { id }: CalledWorkspace,
    route: ServedRoute,
  ): Promise<RouteCaller> {
    const { who } = await this.senders.of(exchange);
    if (who.workspaceId !== null && who.workspaceId !== id) {
      throw new JobProblem('wrong_workspace', 'the token belongs to another workspace');
    }
    const task = await this.targets.task(id, { id: route.taskId });
    demandRunRights(who, { path: task?.path ?? null, tag: DEFAULT_TAG });
    return { who, task: callable(task), hidden: TOKEN };
  }

  private async demandAdmission(
    exchange: JobExchange,
    { settings }: CalledWorkspace,
    { guard, id }: ServedRoute,
  ): Promise<void> {
    const isSigned = guard.type === 'signature';
    const isGuessable = guard.type === 'api_key' || guard.type === 'basic';
    const clientIp = this.senders.clientIpOf(exchange);
    const waitSeconds = isGuessable ? this.guesses.waitSeconds(clientIp, exchange.arrivedMs) : 0;
    if (waitSeconds > 0) throw tooManyAttempts(waitSeconds);
    const { method, target, arrivedMs, requestId } = exchange;
    const headers = exchange.headers as Readonly<Record<string, readonly string[]>>;
    const url = this.config.publicUrl + target;
    const rawBody = isSigned ? await exchange.body(settings.max_body_bytes) : EMPTY;
    const admission = guard.admissionOf({ method, url, headers, rawBody }, arrivedMs);
    if (admission.is === 'admitted') return;
    const { reason, challenge } = admission;
    // Who sends none yet is told what is wanted: browsers ask that way each time.
    if (reason === 'credential_wrong') this.guesses.failed(clientIp, arrivedMs);
    const line = { request_id: requestId, route_id: id, reason };
    this.logger.info({ message: 'http_route.not_admitted', ...line });
    throw new JobProblem(
      'verification_failed',
      'the route does not let this request in: send the key, password or signature that it asks for',
      {
        ...(challenge !== undefined && { headers: { 'www-authenticate': challenge } }),
      },
    );
  }

  /** Of a GET nothing is read: a body means nothing there. */
  private async bodyOf(exchange: JobExchange, { settings }: CalledWorkspace): Promise<CallBody> {
    const isRead = exchange.method !== 'GET';
    const limitBytes = settings.max_body_bytes;
    const type = orThrow(bodyTypeOf(isRead ? exchange.headers : {}));
    const bytes = isRead ? await exchange.body(limitBytes) : EMPTY;
    return orThrow(await callBodyOf(bytes, type, limitBytes, this.config.limits));
  }
}

/** @throws JobProblem */
function callable(task: CalledTask | undefined): CalledTask {
  if (task === undefined) throw new JobProblem('task_not_found', 'the task is deleted');
  demandEnabled(task);
  return task;
}
