import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  callAddressOf,
  CallTargets,
  corsHeadersOf,
  JobProblem,
  preflightHeadersOf,
  addressSegmentsOf,
  type CallAddress,
  type CalledWorkspace,
} from '@millwright/job';
import { AllowedOrigins } from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { BodyReader } from '../../http/body-reader.ts';
import { Callers } from '../calls/callers.ts';
import { JobExchange } from './job-exchange.ts';
import type { JobRequest } from './job-request.ts';
import { JOB_ROUTES, RouteTable, type JobRoutes } from './job-route.ts';
import type { JobSender } from './job-sender.ts';
import { JobSenders } from './job-senders.ts';
import { RequestFailures } from './request-failures.ts';

const PREFIX = '/api/';
const ASYNC = /^\/api\/w\/[^/]*\/jobs\/run\//;
const nobody = new AllowedOrigins([]);

/**
 * The job API: everything below `/api`. In front of Express, as webhooks are: calls are to be fast. Who asks is found
 * out before anything is told of what there is.
 */
@Injectable()
export class JobApi {
  private readonly table: RouteTable;

  constructor(
    @Inject(JOB_ROUTES) served: readonly JobRoutes[],
    private readonly senders: JobSenders,
    private readonly targets: CallTargets,
    private readonly callers: Callers,
    private readonly bodies: BodyReader,
    private readonly failures: RequestFailures,
  ) {
    this.table = new RouteTable(served.flatMap(({ routes }) => routes));
  }

  /** Takes a request, or says false and leaves it to the next. */
  handle(request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): boolean {
    if (!request.url!.startsWith(PREFIX)) return false;
    void this.serve(new JobExchange(request, response, awaitsContinue, this.bodies));
    return true;
  }

  private async serve(exchange: JobExchange): Promise<void> {
    try {
      await this.route(exchange);
    } catch (error) {
      const problem = this.failures.problemOf(exchange, error);
      if (problem !== undefined) exchange.refuse(problem, { isAsync: ASYNC.test(exchange.target) });
    } finally {
      exchange.served();
    }
  }

  private async route(exchange: JobExchange): Promise<void> {
    const segments = addressSegmentsOf(exchange.target);
    const slug = segments[2] === 'w' ? segments[3] : undefined;
    const trusted = (slug && (await this.targets.trustedOrigins()).get(slug)) || nobody;
    const origin = exchange.headers['origin']?.[0];
    if (exchange.method === 'OPTIONS') {
      return exchange.empty(204, preflightHeadersOf(origin, trusted));
    }
    exchange.standing = corsHeadersOf(origin, trusted);

    const sender = await this.senders.of(exchange);
    if (slug === undefined) return this.dispatch(exchange, segments, sender, undefined);
    const there = workspaceFor(sender, await this.targets.workspace(slug));
    const address = callAddressOf(exchange.method, segments);
    if (address === undefined) return this.dispatch(exchange, segments, sender, there);
    return this.callers.call(
      exchange,
      sender,
      there,
      address as Exclude<CallAddress, { action: 'options' }>,
    );
  }

  private async dispatch(
    exchange: JobExchange,
    segments: readonly string[],
    sender: JobSender,
    workspace: CalledWorkspace | undefined,
  ): Promise<void> {
    const { method, requestId, query, headers } = exchange;
    // Below `/api/`.
    const found = this.table.find(method, segments.slice(2));
    if (found === undefined) throw notSupported(exchange);
    if ('allow' in found) throw wrongMethod(method, found.allow);
    const request: JobRequest = {
      ...sender,
      ...{ requestId, method, query, headers, params: found.params },
      clientIp: this.senders.clientIpOf(exchange),
      onEnd: (then) => exchange.onEnd(then),
      body: () => exchange.body(this.limitOf(workspace)),
      json: async () => jsonIn(await exchange.body(this.limitOf(workspace))),
    };
    const { route } = found;
    const reply =
      'path' in route
        ? await route.handle(request)
        : await route.handle({ ...request, workspace: workspace! });
    exchange.reply(reply);
  }

  private limitOf(workspace: CalledWorkspace | undefined): number {
    return workspace?.settings.max_body_bytes ?? SMALL_BODY_BYTES;
  }
}

const SMALL_BODY_BYTES = 1_048_576;

/** The Workspace, if the sender may be there: for others the answer is the same whether it exists. */
function workspaceFor({ who }: JobSender, workspace: CalledWorkspace | undefined): CalledWorkspace {
  if (who.workspaceId !== null && who.workspaceId !== workspace?.id) {
    throw new JobProblem(
      'wrong_workspace',
      'the token belongs to another workspace than the address',
    );
  }
  if (workspace === undefined) {
    throw new JobProblem('workspace_not_found', 'there is no workspace of that name');
  }
  return workspace;
}

const notSupported = ({ method, target }: JobExchange): JobProblem =>
  new JobProblem('not_supported', `${method} ${target.split('?', 1)[0]} is not served here`);

const wrongMethod = (method: string, allow: readonly string[]): JobProblem =>
  new JobProblem('method_not_allowed', `${method} is not served here: use ${allow.join(' or ')}`, {
    headers: { allow: [...allow, 'OPTIONS'].join(', ') },
  });

function jsonIn(bytes: Buffer): unknown {
  const text = bytes.toString('utf8').trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new JobProblem('invalid_json', `the body is not valid JSON: ${(error as Error).message}`);
  }
}
