import fc from 'fast-check';
import { brokenForm, fineForm } from './any-form.ts';
import type { Draft } from './any-http.ts';
import { load, type Header } from './any-load.ts';

const query = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ text: '', isFine: true, shape: '' }) },
  { weight: 1, arbitrary: fineForm.filter(({ text }) => text.length < 8_000) },
  { weight: 1, arbitrary: brokenForm.filter(({ text }) => text.length < 8_000) },
);

/** Headers of browsers. */
const origin = fc.constantFrom<readonly Header[]>(
  [],
  [],
  [['origin', 'https://evil.example']],
  [['origin', 'null']],
  [['origin', 'x'.repeat(2_000)]],
  [['origin', '%00\t<>']],
);

/** POSTs to a webhook that is there. */
export const toLive = (path: string): fc.Arbitrary<Draft> =>
  fc.tuple(load, query, origin).map(([it, { text, isFine, shape }, browser]) => ({
    method: 'POST',
    target: text === '' ? path : `${path}?${text}`,
    headers: [...it.headers, ...browser],
    body: it.body,
    expected: it.expected === 'event' && !isFine ? 'refused' : it.expected,
    shape: text === '' ? it.shape : `${it.shape} with ${shape} in the query`,
  }));

/** What is at a webhook's address but no POST. */
export const otherMethods = (path: string): fc.Arbitrary<Draft> =>
  fc
    .constantFrom(
      'GET',
      'HEAD',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'M-SEARCH',
      'PURGE',
      'QUERY',
    )
    .map((method) => ({
      method,
      target: path,
      headers: [],
      body: Buffer.alloc(0),
      expected: 'refused',
      shape: 'another method',
    }));

/** What a browser asks before it posts. */
export const preflight = (path: string): fc.Arbitrary<Draft> =>
  fc.constantFrom('POST', 'DELETE', '\x7f', 'x'.repeat(1_000)).map((method) => ({
    method: 'OPTIONS',
    target: path,
    headers: [
      ['origin', 'https://a.example'],
      ['access-control-request-method', method.replace('\x7f', '*')],
      ['access-control-request-headers', 'x-' + 'y'.repeat(500)],
    ],
    body: Buffer.alloc(0),
    expected: 'no_event',
    shape: 'a preflight',
  }));
