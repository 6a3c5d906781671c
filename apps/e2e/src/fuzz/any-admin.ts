import fc from 'fast-check';
import { spokenOf, type Draft } from './any-http.ts';
import { brokenJson, fineJson } from './any-json.ts';
import type { Spoken } from './conversation.ts';

/** What is read of the API's own description. */
export interface OpenApi {
  paths: Record<string, Record<string, ApiOperation>>;
}
interface ApiOperation {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: { 'application/json': { schema: ApiSchema } } };
}
interface ApiSchema {
  properties?: Record<string, unknown>;
}

/** A route of the API as it may be asked. */
interface ApiRoute {
  method: string;
  path: string;
  queries: string[];
  members: string[];
}

/** Who asks: the instance's admin, in a Workspace of the suite's own. */
export interface AdminTarget {
  token: string;
  workspace: string;
  /** Ids that are there. */
  ids: readonly string[];
}

/** The routes that the API describes, but for those that would end the Workspace under test. */
export const routesIn = ({ paths }: OpenApi): ApiRoute[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => !(path === '/api/v1/workspaces/{ws}' && method !== 'get'))
      .map(([method, { parameters = [], requestBody }]) => ({
        method: method.toUpperCase(),
        path,
        queries: parameters.filter((it) => it.in === 'query').map(({ name }) => name),
        members: Object.keys(requestBody?.content['application/json'].schema.properties ?? {}),
      })),
  );

const plausible: readonly unknown[] = [
  ...[
    'x',
    '',
    'user/a/b',
    'user/a/+',
    'main',
    '{% action "echo", event.data %}',
    '{{',
    '{% if %}',
    'user/a/b+1.minute',
  ],
  ...[
    'https://a.example',
    'http://127.0.0.1/',
    '2026-01-01T00:00:00Z',
    '2026-13-99',
    '+1.hour',
    'auto',
    'full',
    'github',
    '*',
  ],
  ...[
    0,
    -1,
    1,
    1.5,
    1e308,
    2 ** 53,
    -0,
    true,
    false,
    null,
    [],
    {},
    [[]],
    ['https://a.example'],
    ['webhooks:write'],
  ],
  ...[
    '\u0000',
    '\ud800',
    '💥'.repeat(300),
    'x'.repeat(70_000),
    '../..',
    "'; drop table events; --",
    '%s%n',
    '__proto__',
  ],
  ...[
    { __proto__: null, a: { b: {} } },
    { mode: 'required', secrets: ['a'.repeat(40)] },
    { requests: 1, per_seconds: 1 },
  ],
];

const anyValue = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...plausible) },
  fc.jsonValue({ maxDepth: 3 }),
);

const bodyOf = ({ members }: ApiRoute): fc.Arbitrary<string> => {
  const known = members.length === 0 ? ['x'] : members;
  const member = fc.tuple(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known) }, fc.string()),
    anyValue,
  );
  const shaped = fc
    .array(member, { maxLength: known.length + 1 })
    .map(
      (pairs) =>
        `{${pairs.map(([name, it]) => `${JSON.stringify(name)}:${JSON.stringify(it)}`).join(',')}}`,
    );
  return fc.oneof(
    { weight: 8, arbitrary: shaped },
    { weight: 1, arbitrary: fineJson.map(({ text }) => text) },
    { weight: 1, arbitrary: brokenJson.map(({ text }) => text) },
  );
};

const anyText = fc.oneof(
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1',
    '200',
    '201',
    '1e9',
    'null',
    'pending',
    'user/a/b',
    '2026-01-01T00:00:00Z',
    '9'.repeat(400),
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.uuid(),
  fc.base64String({ maxLength: 60 }),
);

const encoded = (text: string): string => encodeURIComponent(text).replace(/'/g, '%27');

const queryOf = ({ queries }: ApiRoute): fc.Arbitrary<string> => {
  const names = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom('limit', 'cursor', ...queries) },
    anyText,
  );
  const pair = fc
    .tuple(names, fc.constantFrom('', '[]', '[a]'), anyText)
    .map(([name, more, text]) => `${encoded(name)}${more}=${encoded(text)}`);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant('') },
    {
      weight: 3,
      arbitrary: fc.array(pair, { maxLength: 4 }).map((pairs) => `?${pairs.join('&')}`),
    },
    { weight: 1, arbitrary: fc.stringMatching(/^\?[\x21\x24-\x7e]{0,200}$/) },
  );
};

const parameter = ({ workspace, ids }: AdminTarget, name: string): fc.Arbitrary<string> =>
  name === 'ws'
    ? fc.oneof(
        { weight: 9, arbitrary: fc.constant(workspace) },
        fc.constantFrom('nobody', '..', '%00', '%ff', 'A', '%e2%82%ac'),
      )
    : fc.oneof(
        { weight: 3, arbitrary: fc.constantFrom(...ids) },
        { weight: 2, arbitrary: fc.uuid() },
        {
          weight: 2,
          arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).map(encoded),
        },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            '0',
            '1',
            '-1',
            '999999999999',
            '%00',
            '%',
            '%zz',
            '%c3%28',
            '%2f',
            'a/b',
            '.',
          ),
        },
      );

const pathOf = (target: AdminTarget, path: string): fc.Arbitrary<string> => {
  const pieces = path.split(/\{(\w+)\}/);
  const made = pieces.map((piece, index) =>
    index % 2 === 0 ? fc.constant(piece) : parameter(target, piece),
  );
  return fc.tuple(...made).map((all) => all.join(''));
};

const authorized = (target: AdminTarget): fc.Arbitrary<readonly (readonly [string, string])[]> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant('') },
        fc.stringMatching(/^[\x21-\x7e]{1,300}$/),
      ),
      fc.constantFrom(
        'application/json',
        'application/json',
        'application/json',
        'text/plain',
        'application/json;charset=utf-16',
      ),
    )
    .map(([key, type]) => [
      ['authorization', `Bearer ${target.token}`],
      ['content-type', type],
      ...(key === '' ? [] : [['idempotency-key', key] as const]),
    ]);

/** Requests with a token, to every route. */
const inside = (target: AdminTarget, routes: readonly ApiRoute[]): fc.Arbitrary<Draft> =>
  fc.constantFrom(...routes).chain((route) =>
    fc
      .tuple(pathOf(target, route.path), queryOf(route), bodyOf(route), authorized(target))
      .map(([path, query, body, headers]) => ({
        method: route.method,
        target: path + query,
        headers,
        body: route.method === 'GET' ? Buffer.alloc(0) : Buffer.from(body),
        expected: 'any' as const,
        shape: `${route.method} ${route.path}`,
      })),
  );

/** Requests of somebody who has no token, or none that is one. */
const outside = (target: AdminTarget, routes: readonly ApiRoute[]): fc.Arbitrary<Draft> =>
  fc.constantFrom(...routes).chain((route) =>
    fc
      .tuple(
        pathOf(target, route.path),
        queryOf(route),
        bodyOf(route),
        fc.constantFrom(
          undefined,
          undefined,
          undefined,
          '',
          'Basic YTpi',
          'Bearer',
          'Bearer  ',
          `Bearer ${'x'.repeat(5_000)}`,
        ),
      )
      .map(([path, query, body, authorization]) => ({
        method: route.method,
        target: path + query,
        headers: [
          ['content-type', 'application/json'] as const,
          ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
        ],
        body: route.method === 'GET' ? Buffer.alloc(0) : Buffer.from(body),
        expected: 'refused' as const,
        shape: `without a token: ${route.method} ${route.path}`,
      })),
  );

const elsewhere: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE'),
    fc.oneof(
      fc.stringMatching(/^\/[\x21\x24-\x3e\x40-\x7e]{0,60}$/),
      fc.constantFrom(
        '/',
        '/api',
        '/api/v1',
        '/api/v1/workspaces/',
        '/api/docs',
        '/api/docs/',
        '/api/docs/..%2f..%2fpackage.json',
      ),
      fc.constantFrom(
        '/api/docs/%2e%2e/%2e%2e',
        '/api/docs/__proto__',
        '/api/docs/constructor',
        '//',
        '/api//v1',
        '*',
        '/%',
        '/api/v1/%ff',
      ),
    ),
  )
  .map(([method, target]) => ({
    method,
    target,
    headers: [],
    body: Buffer.alloc(0),
    expected: 'any',
    shape: 'another address of the admin port',
  }));

/** Requests to the admin API, each of them HTTP. */
export function spokenToAdmin(target: AdminTarget, openApi: OpenApi): fc.Arbitrary<Spoken> {
  const routes = routesIn(openApi);
  return spokenOf(
    fc.oneof(
      { weight: 6, arbitrary: inside(target, routes) },
      { weight: 2, arbitrary: outside(target, routes) },
      { weight: 1, arbitrary: elsewhere },
    ),
  );
}
