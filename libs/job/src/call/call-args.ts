import { jsonMembersOf, RawJson, stringifyJson } from '@millwright/kernel';
import type { CallHeaders } from './body-type.ts';
import { bodyOnly, type CallBody } from './call-body.ts';
import type { CallQuery } from './call-query.ts';
import { shownHeadersOf, shownParametersOf, type HiddenParts } from './shown-request.ts';

/** Where the credential of a call stood: that one is never given to a task. */
export type CredentialPlace = 'authorization' | 'token_parameter' | 'cookie';

/** A call that was read and is allowed. */
export interface CallRequest {
  body: CallBody;
  query: CallQuery;
  parameters: URLSearchParams;
  headers: CallHeaders;
  credentialPlace: CredentialPlace;
  /** The setting of the task that is called. */
  dataMode: 'args' | 'request';
}

/** What the event of a call holds. */
export interface CallArgs {
  /** An object. */
  data: RawJson;
  /** Whether the task got the request in place of plain args. */
  isPreprocessed: boolean;
}

const RAW_STRING = 'raw_string';

/** Makes the data of the event from a call: the args, or the whole request where the task wants that. */
export function callArgsOf(request: CallRequest): CallArgs {
  const { query, dataMode } = request;
  const isPreprocessed = dataMode === 'request' && !query.skipsPreprocessor;
  return { data: isPreprocessed ? requestOf(request) : plainArgsOf(request), isPreprocessed };
}

function requestOf(request: CallRequest): RawJson {
  const { body } = request;
  const members = {
    kind: 'webhook',
    body: body.value,
    raw_string: rawStringOf(body),
    headers: headersIn(request),
    query: parametersIn(request),
  };
  return new RawJson(stringifyJson(members));
}

/** On a clash the later wins, so that a task can trust what it asked for. */
function plainArgsOf(request: CallRequest): RawJson {
  const { body, query } = request;
  const added = new Map<string, unknown>([
    ...included(query.includedParameters, () => parametersIn(request)),
    ...included(query.includedHeaders, () => headersIn(request)).map(
      ([name, value]) => [name.replaceAll('-', '_'), value] as const,
    ),
  ]);
  if (query.addsRawString || body.isText) added.set(RAW_STRING, rawStringOf(body));
  const args = query.wrapsBody ? wrapped(body) : body.args;
  if (added.size === 0) return args;
  const members = new Map<string, unknown>(jsonMembersOf(args.text, Infinity));
  for (const [name, value] of added) members.set(name, value);
  return new RawJson(stringifyJson(members));
}

/** The pairs that are asked for and there; most calls ask for none. */
function included<Value>(
  names: readonly string[],
  shownOf: () => ReadonlyMap<string, Value>,
): [string, Value][] {
  if (names.length === 0) return [];
  const shown = shownOf();
  return names.flatMap((name) => (shown.has(name) ? [[name, shown.get(name)!]] : []));
}

const wrapped = (body: CallBody): RawJson =>
  bodyOnly(body.isText ? new RawJson(JSON.stringify(rawStringOf(body))) : body.value);

/** The text of a body; null: it is none. */
export const rawStringOf = ({ raw }: CallBody): string | null => raw?.toString('utf8') ?? null;

const hiddenAt: Record<CredentialPlace, HiddenParts> = {
  authorization: { headers: ['authorization'], parameters: [] },
  token_parameter: { headers: [], parameters: ['token'] },
  cookie: { headers: [], parameters: [] },
};

const headersIn = ({ headers, credentialPlace }: CallRequest): Map<string, string> =>
  shownHeadersOf(headers, hiddenAt[credentialPlace]);

const parametersIn = ({ parameters, credentialPlace }: CallRequest) =>
  shownParametersOf(parameters, hiddenAt[credentialPlace]);
