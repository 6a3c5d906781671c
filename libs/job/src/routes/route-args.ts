import { jsonMembersOf, RawJson, stringifyJson } from '@millwright/kernel';
import type { CallHeaders } from '../call/body-type.ts';
import { rawStringOf, type CallArgs } from '../call/call-args.ts';
import type { CallBody } from '../call/call-body.ts';
import { shownHeadersOf, shownParametersOf, type HiddenParts } from '../call/shown-request.ts';
import type { RouteMatch } from './route-matcher.ts';
import type { ServedRoute } from './served-route.ts';

/** A request to an HTTP route, read and let in. */
export interface RouteRequest {
  readonly match: RouteMatch<Pick<ServedRoute, 'method' | 'path'>>;
  readonly body: CallBody;
  readonly headers: CallHeaders;
  readonly parameters: URLSearchParams;
  readonly hidden: HiddenParts;
  /** Whether the task gets the whole request. */
  readonly isWhole: boolean;
}

const RAW_STRING = 'raw_string';

/** Makes the data of the event from a request to a route: the args, or the whole request. */
export const routeArgsOf = (request: RouteRequest): CallArgs => ({
  data: new RawJson(stringifyJson(request.isWhole ? wholeOf(request) : plainOf(request))),
  isPreprocessed: request.isWhole,
});

function wholeOf({ match, body, headers, parameters, hidden }: RouteRequest): object {
  return {
    kind: 'http',
    body: body.value,
    raw_string: rawStringOf(body),
    headers: shownHeadersOf(headers, hidden),
    query: shownParametersOf(parameters, hidden),
    params: match.params,
    route: match.route.path,
    method: match.route.method,
  };
}

/** On a clash the later wins: body < query < params, which the path has to have. */
function plainOf({ match, body, parameters, hidden }: RouteRequest): Map<string, unknown> {
  return new Map<string, unknown>([
    ...(jsonMembersOf(body.args.text, Infinity) ?? []),
    ...(body.isText ? [[RAW_STRING, rawStringOf(body)] as const] : []),
    ...shownParametersOf(parameters, hidden),
    ...match.params,
  ]);
}
