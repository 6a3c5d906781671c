import { createHash, createHmac, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Draft } from './any-http.ts';
import type { Header } from './any-load.ts';
import { toLive } from './any-webhook.ts';

/** A webhook that takes what GitHub signed, and nothing else. */
export interface VerifiedTarget {
  path: string;
  secret: string;
}

interface Signing {
  how: string;
  isRight: boolean;
  headers: (body: Buffer, secret: string) => readonly Header[];
}

const HEADER = 'x-hub-signature-256';
const digest = (body: Buffer, secret: string, algorithm = 'sha256'): Buffer =>
  createHmac(algorithm, secret).update(body).digest();
const hex = (body: Buffer, secret: string): string => digest(body, secret).toString('hex');
const changed = (body: Buffer): Buffer => Buffer.concat([body, Buffer.from('.')]);

const right: Signing = {
  how: 'signed',
  isRight: true,
  headers: (body, secret) => [[HEADER, `sha256=${hex(body, secret)}`]],
};

const missing: Signing = { how: 'not signed', isRight: false, headers: () => [] };

/** A signature header that must not be believed. */
const wrongly = (how: string, valueOf: (body: Buffer, secret: string) => string): Signing => ({
  how: `signed with ${how}`,
  isRight: false,
  headers: (body, secret) => [[HEADER, valueOf(body, secret)]],
});

const wrong: readonly Signing[] = [
  wrongly('another secret', (body, secret) => `sha256=${hex(body, `${secret}.`)}`),
  wrongly('an empty secret', (body) => `sha256=${hex(body, '')}`),
  wrongly('another body', (body, secret) => `sha256=${hex(changed(body), secret)}`),
  wrongly(
    'no secret at all',
    (body) => `sha256=${createHash('sha256').update(body).digest('hex')}`,
  ),
  wrongly('no prefix', hex),
  wrongly('another prefix', (body, secret) => `sha512=${hex(body, secret)}`),
  wrongly('half of it', (body, secret) => `sha256=${hex(body, secret).slice(0, 32)}`),
  wrongly('more behind it', (body, secret) => `sha256=${hex(body, secret)}00`),
  wrongly('base64', (body, secret) => `sha256=${digest(body, secret).toString('base64')}`),
  wrongly('a prefix alone', () => 'sha256='),
  wrongly('nothing', () => ''),
  wrongly('letters', () => `sha256=${'x'.repeat(5_000)}`),
  wrongly('a hundred of them', () =>
    Array(100)
      .fill(`sha256=${'0'.repeat(64)}`)
      .join(', '),
  ),
  {
    how: 'signed with SHA-1 alone',
    isRight: false,
    headers: (body, secret) => [
      ['x-hub-signature', `sha1=${digest(body, secret, 'sha1').toString('hex')}`],
    ],
  },
];

const signing = fc.oneof(
  { weight: 3, arbitrary: fc.constant(right) },
  { weight: 2, arbitrary: fc.constantFrom(...wrong) },
  { weight: 1, arbitrary: fc.constant(missing) },
);

const described = fc.constantFrom<readonly Header[]>(
  [],
  [['x-github-event', 'push']],
  [['x-github-event', '']],
  [['x-github-event', 'x'.repeat(3_000)]],
  [['x-github-event', '../%00 \u00ff']],
);

/** POSTs to a webhook that verifies its sender, over the bytes as they are sent: packed ones are signed packed. */
export const toVerified = ({ path, secret }: VerifiedTarget): fc.Arbitrary<Draft> =>
  fc.tuple(toLive(path), signing, described).map(([draft, { how, isRight, headers }, more]) => ({
    ...draft,
    headers: [
      ...draft.headers,
      ['x-github-delivery', randomUUID()] as const,
      ...more,
      ...headers(draft.body, secret),
    ],
    expected: isRight ? draft.expected : draft.expected === 'event' ? 'unverified' : 'refused',
    shape: `${draft.shape}, ${how}`,
  }));
