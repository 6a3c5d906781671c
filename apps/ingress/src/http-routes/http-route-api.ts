import type { IncomingMessage, ServerResponse } from 'node:http';
import { CallTargets, JobProblem, type ServedRoute } from '@millwright/job';
import { Injectable } from '@nestjs/common';
import { BodyReader } from '../http/body-reader.ts';
import { JobExchange } from '../jobs/api/job-exchange.ts';
import { RequestFailures } from '../jobs/api/request-failures.ts';
import { Callers } from '../jobs/calls/callers.ts';
import { routeAddressOf } from './route-address.ts';
import { callModes, RouteCallReader } from './route-call-reader.ts';
import { allowOf, originProblemOf, routeCorsOf, routeOptionsOf } from './route-origins.ts';
import { RouteTables, type RouteTable } from './route-tables.ts';

const PREFIX = '/r/';

/** The HTTP routes that Workspaces make: everything below `/r`. In front of Express, as the job API is. */
@Injectable()
export class HttpRouteApi {
  constructor(
    private readonly targets: CallTargets,
    private readonly tables: RouteTables,
    private readonly reader: RouteCallReader,
    private readonly callers: Callers,
    private readonly bodies: BodyReader,
    private readonly failures: RequestFailures,
  ) {}

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
      if (problem !== undefined) exchange.refuse(problem);
    } finally {
      exchange.served();
    }
  }

  private async route(exchange: JobExchange): Promise<void> {
    const { method, headers } = exchange;
    const address = routeAddressOf(exchange.target);
    const workspace = address && (await this.targets.workspace(address.workspace));
    if (address === undefined || workspace === undefined) throw nothingHere();
    const table = await this.tables.of(workspace.id);
    const match = table.match(method, address.path);
    if (match === undefined) return this.withoutMatch(exchange, table, address.path);

    const { route } = match;
    exchange.standing = routeCorsOf(route, headers);
    const forbidden = originProblemOf(route, headers);
    if (forbidden !== undefined) throw forbidden;
    const planned = await this.reader.read(exchange, workspace, match);
    return this.callers.answer(exchange, callModes[route.mode], planned);
  }

  /** OPTIONS, and what is not served. */
  private withoutMatch(exchange: JobExchange, table: RouteTable, path: string): void {
    const routes = routesAt(table, path);
    if (routes.length === 0) throw nothingHere();
    const { method, headers } = exchange;
    if (method === 'OPTIONS') return exchange.empty(204, routeOptionsOf(routes, headers));
    const allow = allowOf(routes.map((route) => route.method));
    throw new JobProblem('method_not_allowed', `${method} is not served here: use ${allow}`, {
      headers: { allow },
    });
  }
}

/** Those that would serve a path, one a method. */
const routesAt = (table: RouteTable, path: string): ServedRoute[] =>
  table.methodsOf(path).map((method) => table.match(method, path)!.route);

/** The same for a Workspace and a route that are not there. */
const nothingHere = (): JobProblem =>
  new JobProblem('not_found', 'there is nothing at this address: mind workspace, path and slashes');
