import fc from 'fast-check';
import {
  bodyOf,
  encoded,
  queryOf,
  routesIn,
  type ApiRoute,
  type OpenApi,
} from './any-admin-route.ts';
import { spokenOf, type Draft } from './any-http.ts';
import type { Spoken } from './conversation.ts';

/** Who asks: the instance's admin, in a Workspace of the suite's own. */
export interface AdminTarget {
  token: string;
  workspace: string;
  /** Ids that are there. */
  ids: readonly string[];
}

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
