import fc from 'fast-check';
import { brokenJson, fineJson } from './any-json.ts';

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
export interface ApiRoute {
  method: string;
  path: string;
  queries: string[];
  members: string[];
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

/** A body for a route: its own members with plausible values, or any JSON. */
export const bodyOf = ({ members }: ApiRoute): fc.Arbitrary<string> => {
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

/** A text as a part of an address. */
export const encoded = (text: string): string => encodeURIComponent(text).replace(/'/g, '%27');

/** A query string for a route, its `?` included, or none. */
export const queryOf = ({ queries }: ApiRoute): fc.Arbitrary<string> => {
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
