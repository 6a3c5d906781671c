import type { IncomingMessage, ServerResponse } from 'node:http';
import { TokenAuthenticator } from '@millwright/access';
import type { Config } from '@millwright/config';
import { DatabaseUnavailableError } from '@millwright/database';
import { CONFIG, plainAddressOf, TrustedProxies } from '@millwright/host';
import {
  callAddressOf,
  CallTargets,
  corsHeadersOf,
  JobProblem,
  preflightHeadersOf,
  type CallAddress,
  type CalledWorkspace,
} from '@millwright/job';
import { BrokerUnavailableError } from '@millwright/messaging';
import { Logger } from '@millwright/observability';
import { AllowedOrigins } from '@millwright/webhook';
import { Inject, Injectable } from '@nestjs/common';
import { BodyReader } from '../../http/body-reader.ts';
import { ClientAddresses } from '../../http/client-address.ts';
import { Callers } from '../calls/callers.ts';
import { ClientGoneError, JobExchange } from './job-exchange.ts';
import type { JobRequest } from './job-request.ts';
import { JOB_ROUTES, RouteTable, type JobRoutes } from './job-route.ts';
import { senderOf, type JobSender } from './job-sender.ts';

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
  private readonly clientAddresses: ClientAddresses;
  private readonly proxies: TrustedProxies;
  private readonly consoleUrl: string;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(JOB_ROUTES) served: readonly JobRoutes[],
    private readonly authenticator: TokenAuthenticator,
    private readonly targets: CallTargets,
    private readonly callers: Callers,
    private readonly bodies: BodyReader,
    private readonly logger: Logger,
  ) {
    const { ingress, admin, publicUrl } = config;
    this.table = new RouteTable(served.flatMap(({ routes }) => routes));
    this.clientAddresses = new ClientAddresses(ingress.trustedProxies);
    this.proxies = new TrustedProxies(ingress.trustedProxies);
    const { protocol, hostname } = new URL(publicUrl);
    this.consoleUrl = `${protocol}//${hostname}:${admin.port}`;
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
      const problem = this.problemOf(exchange, error);
      if (problem !== undefined) exchange.refuse(problem, { isAsync: ASYNC.test(exchange.target) });
    }
  }

  private async route(exchange: JobExchange): Promise<void> {
    const segments = segmentsOf(exchange.target);
    const slug = segments[0] === 'w' ? segments[1] : undefined;
    const workspace = slug === undefined ? undefined : await this.targets.workspace(slug);
    const trusted = trustedOf(workspace);
    const origin = exchange.headers['origin']?.[0];
    if (exchange.method === 'OPTIONS') {
      return exchange.empty(204, preflightHeadersOf(origin, trusted));
    }
    exchange.standing = corsHeadersOf(origin, trusted);

    const sender = await this.senderOf(exchange);
    if (slug === undefined) return this.dispatch(exchange, segments, sender, undefined);
    const there = workspaceFor(sender, workspace);
    const address = callAddressOf(exchange.method, exchange.target);
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
    const found = this.table.find(method, segments);
    if (found === undefined) throw notSupported(exchange);
    if ('allow' in found) throw wrongMethod(method, found.allow);
    const request: JobRequest = {
      ...sender,
      ...{ requestId, method, query, headers, params: found.params },
      clientIp: this.clientIpOf(exchange),
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

  private senderOf(exchange: JobExchange): Promise<JobSender> {
    const peer = plainAddressOf(exchange.request.socket.remoteAddress ?? '');
    return senderOf(this.authenticator, exchange, {
      clientIp: this.clientIpOf(exchange),
      isFromTrustedProxy: this.proxies.includes(peer),
      consoleUrl: this.consoleUrl,
    });
  }

  private clientIpOf({ request }: JobExchange): string {
    return this.clientAddresses.of(
      request.socket.remoteAddress,
      request.headers['x-forwarded-for'],
    );
  }

  private limitOf(workspace: CalledWorkspace | undefined): number {
    return workspace?.settings.max_body_bytes ?? SMALL_BODY_BYTES;
  }

  private problemOf({ requestId }: JobExchange, error: unknown): JobProblem | undefined {
    if (error instanceof JobProblem) return error;
    if (error instanceof ClientGoneError) return undefined;
    if (error instanceof DatabaseUnavailableError || error instanceof BrokerUnavailableError) {
      this.logger.warn({ message: 'job_request.not_served', request_id: requestId, error });
      return new JobProblem(
        'unavailable',
        'this cannot be served right now: try again in a second',
      );
    }
    this.logger.error({ message: 'job_request.failed', request_id: requestId, error });
    return new JobProblem(
      'internal',
      'something failed on our side; the log tells what, by the request id',
    );
  }
}

const SMALL_BODY_BYTES = 1_048_576;

/** The decoded path below `/api/`, without a slash at its end. */
function segmentsOf(target: string): string[] {
  const [path] = target.split('?', 1);
  return path!.slice(PREFIX.length).replace(/\/$/, '').split('/').map(decoded);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const trusted = new WeakMap<CalledWorkspace, AllowedOrigins>();

function trustedOf(workspace: CalledWorkspace | undefined): AllowedOrigins {
  if (workspace === undefined) return nobody;
  let origins = trusted.get(workspace);
  if (origins === undefined) {
    origins = new AllowedOrigins(workspace.settings.trigger_allowed_origins);
    trusted.set(workspace, origins);
  }
  return origins;
}

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
