import fc from 'fast-check';
import type { Draft } from './any-http.ts';
import { load, type Header } from './any-load.ts';

const segment = fc.oneof(
  fc.uuid({ version: 4 }),
  fc.stringMatching(/^[\x21\x24-\x2e\x30-\x3e\x40-\x7e]{0,30}$/),
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%00',
    '%',
    '%zz',
    '%c0%af',
    '%ff',
    '/',
    '//',
    '__proto__',
    'github',
    'stripe',
    ';x=1',
  ),
);

/** Addresses that nobody has, and those that hold something else. */
export const elsewhere: fc.Arbitrary<Draft> = fc
  .tuple(
    fc.constantFrom('GET', 'POST', 'HEAD', 'OPTIONS', 'DELETE', 'PUT'),
    fc.oneof(
      fc.array(segment, { maxLength: 6 }).map((path) => `/${path.join('/')}`),
      fc
        .tuple(
          fc.constantFrom('webhooks', 'webhook', 'cache', 'health', 'metrics', 'WEBHOOKS'),
          fc.array(segment, { minLength: 1, maxLength: 3 }),
        )
        .map(([first, rest]) => `/${first}/${rest.join('/')}`),
      fc.constantFrom(
        '*',
        '/',
        '//',
        '/webhooks',
        '/webhooks/',
        '/cache',
        '/cache/',
        '/health',
        '/health/live/x',
        '/metrics/',
        '/api/w/main/jobs',
      ),
      fc.constant(`/webhooks/${'/'.repeat(8_000)}`),
      fc.constant(`/webhooks/a/b${'/c'.repeat(4_000)}`),
    ),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\?[\x21\x24-\x7e]{0,100}$/)),
    load,
  )
  .map(([method, path, search, { headers, body }]) => ({
    method,
    target: path + search,
    headers,
    body: method === 'POST' || method === 'PUT' ? body : Buffer.alloc(0),
    expected: 'no_event' as const,
    shape: 'another address',
  }));

/** What is asked of a cache endpoint. */
export const toCache = (path: string): fc.Arbitrary<Draft> =>
  fc
    .tuple(
      fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST', 'TRACE'),
      fc.constantFrom('', '/', '?a=%zz', '/..', '%00'),
      fc.constantFrom<readonly Header[]>(
        [],
        [['if-none-match', '*']],
        [['if-none-match', '"a", W/"b",,,'.repeat(100)]],
        [['access-control-request-headers', 'a'.repeat(3_000)]],
      ),
    )
    .map(([method, more, headers]) => ({
      method,
      target: path + more,
      headers,
      body: Buffer.alloc(0),
      expected: 'no_event',
      shape: 'a cache endpoint',
    }));
