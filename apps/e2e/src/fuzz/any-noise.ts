import fc from 'fast-check';
import type { Noise } from './conversation.ts';

type Form = readonly [shape: string, text: string];

/** A whole request that would make an event, were it read as one: what smuggling is after. */
const smuggled = (target: string): string =>
  `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\nsmuggled`;

/** Requests that two parsers would read in two ways; `host` and the target are fine. */
const smugglingForms = (target: string): Form[] => {
  const inner = smuggled(target);
  const post = (headers: string, body: string): string =>
    `POST ${target} HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n${body}`;
  const chunkedInner = `0\r\n\r\n${inner}`;
  return [
    [
      'CL and TE',
      post(`Content-Length: ${chunkedInner.length}\r\nTransfer-Encoding: chunked`, chunkedInner),
    ],
    [
      'TE and CL',
      post(`Transfer-Encoding: chunked\r\nContent-Length: 4`, `1\r\nZ\r\n0\r\n\r\n${inner}`),
    ],
    ['two lengths', post(`Content-Length: 0\r\nContent-Length: ${inner.length}`, inner)],
    ['two equal lengths', post(`Content-Length: 2\r\nContent-Length: 2`, 'hi')],
    ['a list of lengths', post(`Content-Length: 0, ${inner.length}`, inner)],
    ['a signed length', post(`Content-Length: +2`, 'hi')],
    ['a negative length', post(`Content-Length: -1`, inner)],
    ['a hexadecimal length', post(`Content-Length: 0x2`, 'hi')],
    ['a length past 2^64', post(`Content-Length: 18446744073709551618`, inner)],
    ['an empty length', post(`Content-Length: `, inner)],
    ['TE of another name', post(`Transfer-Encoding: xchunked`, chunkedInner)],
    ['TE behind another', post(`Transfer-Encoding: chunked, identity`, chunkedInner)],
    ['TE twice', post(`Transfer-Encoding: chunked\r\nTransfer-Encoding: identity`, chunkedInner)],
    ['TE with a tab', post(`Transfer-Encoding:\tchunked\x0b`, chunkedInner)],
    ['TE behind a fold', post(`Transfer-Encoding:\r\n chunked`, chunkedInner)],
    [
      'TE and a length under a fold',
      post(`X: y\r\n Content-Length: ${inner.length}\r\nTransfer-Encoding: chunked`, chunkedInner),
    ],
    ['a space before the colon', post(`Content-Length : ${inner.length}`, inner)],
    ['a space before TE', post(`Content-Length: 2\r\n Transfer-Encoding: chunked`, chunkedInner)],
    ['bare LF', post(`Content-Length: 2`, 'hi').replaceAll('\r\n', '\n')],
    ['bare CR', post(`Content-Length: 2\rTransfer-Encoding: chunked`, chunkedInner)],
    ['LF in a header', post(`X: a\nTransfer-Encoding: chunked`, chunkedInner)],
    ['NUL in a header', post(`X: a\0b\r\nContent-Length: 2`, 'hi')],
    ['a header without a name', post(`: x\r\nContent-Length: 2`, 'hi')],
    ['a header without a colon', post(`Content-Length\r\nX: y`, inner)],
    ['a header name that is none', post(`Content(Length): 2\r\nX: y`, inner)],
    ['chunk of no number', post('Transfer-Encoding: chunked', 'ZZ\r\nhi\r\n0\r\n\r\n')],
    ['chunk past 2^64', post('Transfer-Encoding: chunked', 'fffffffffffffffff\r\nhi\r\n0\r\n\r\n')],
    ['chunk with a sign', post('Transfer-Encoding: chunked', '-2\r\nhi\r\n0\r\n\r\n')],
    ['chunk that ends too late', post('Transfer-Encoding: chunked', '1\r\nhi\r\n0\r\n\r\n')],
    ['chunk lines of bare LF', post('Transfer-Encoding: chunked', `2\nhi\n0\n\n${inner}`)],
    [
      'chunk extension without end',
      post('Transfer-Encoding: chunked', `2;${'a'.repeat(20_000)}\r\nhi\r\n0\r\n\r\n`),
    ],
    [
      'trailers without end',
      post('Transfer-Encoding: chunked', `0\r\n${'a: b\r\n'.repeat(10_000)}\r\n`),
    ],
    [
      'trailer with a length',
      post('Transfer-Encoding: chunked', `0\r\nContent-Length: ${inner.length}\r\n\r\n\x01`),
    ],
  ];
};

/** What is no request of HTTP/1.1, or at its edges. */
const foreignForms = (target: string): Form[] => [
  ['HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04\0\0\0\0\0'],
  ['TLS hello', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03' + '\xaa'.repeat(500)],
  ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['SMTP', 'EHLO there\r\nMAIL FROM:<a@b>\r\n'],
  ['PROXY protocol', `PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['PROXY protocol 2', '\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c' + '\x7f\0\0\x01'.repeat(3)],
  ['HTTP/0.9', `GET ${target}\r\n`],
  ['HTTP/1.0', `POST ${target} HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi`],
  ['HTTP/1.0 without a length', `POST ${target} HTTP/1.0\r\n\r\n`],
  [
    'HTTP/1.0 in chunks',
    `POST ${target} HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`,
  ],
  ['HTTP/9.9', `GET ${target} HTTP/9.9\r\nHost: x\r\n\r\n`],
  ['no version', `GET ${target} HTTP\r\nHost: x\r\n\r\n`],
  ['no target', 'GET  HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['no Host', `POST ${target} HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi`],
  ['two Hosts', `POST ${target} HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 2\r\n\r\nhi`],
  ['a space in the target', `GET ${target} x HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['a control in the target', `GET ${target}\x01 HTTP/1.1\r\nHost: x\r\n\r\n`],
  [
    'a fragment in the target',
    `POST ${target}#x HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi`,
  ],
  [
    'a target of another scheme',
    `POST gopher://x${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi`,
  ],
  [
    'a target that is an authority',
    'CONNECT 127.0.0.1:5432 HTTP/1.1\r\nHost: 127.0.0.1:5432\r\n\r\n',
  ],
  [
    'a target of several origins',
    `POST http://a@b@c:99999${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi`,
  ],
  [
    'a target without a slash',
    `POST ${target.slice(1)} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi`,
  ],
  ['a long method', `${'A'.repeat(20_000)} ${target} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['a lower-case method', `post ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi`],
  ['a long target', `GET ${target}?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  [
    'many headers',
    `POST ${target} HTTP/1.1\r\nHost: x\r\n${'a:\r\n'.repeat(3_500)}Content-Length: 2\r\n\r\nhi`,
  ],
  ['too many headers', `POST ${target} HTTP/1.1\r\nHost: x\r\n${'a: b\r\n'.repeat(5_000)}\r\n`],
  [
    'empty lines first',
    `${'\r\n'.repeat(50)}POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi`,
  ],
  [
    'Expect and a body',
    `POST ${target} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi`,
  ],
  [
    'Expect and too much',
    `POST ${target} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 999999999\r\n\r\n`,
  ],
  [
    'a length past the limit',
    `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n${'x'.repeat(5_000)}`,
  ],
];

/** What never ends: the server has only its limits of time. */
const endlessForms = (target: string): Form[] => [
  ['nothing at all', ''],
  ['a part of a method', 'PO'],
  ['a request line', `POST ${target} HTTP/1.1\r\n`],
  ['headers without end', `POST ${target} HTTP/1.1\r\nHost: x\r\nX: y\r\n`],
  [
    'a body shorter than its length',
    `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhello`,
  ],
  ['a body that does not begin', `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n`],
  [
    'a chunk without end',
    `POST ${target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nab`,
  ],
  [
    'chunks without the last',
    `POST ${target} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n`,
  ],
  [
    'Expect without a body',
    `POST ${target} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
  ],
  [
    'multipart cut off',
    `POST ${target} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000\r\n\r\n--x\r\nContent-Dispo`,
  ],
];

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Its client listens to the end, so that whatever comes of it is known. */
const heardOut = (forms: readonly Form[]): fc.Arbitrary<Noise> =>
  fc.constantFrom(...forms).map(([shape, text]) => ({ bytes: latin(text), shape, ending: 'wait' }));

/** Its client ends its side at once, or hangs up. */
const leftAlone = (forms: readonly Form[]): fc.Arbitrary<Noise> =>
  fc
    .tuple(fc.constantFrom(...forms), fc.constantFrom<Noise['ending']>('half_close', 'hang_up'))
    .map(([[shape, text], ending]) => ({ bytes: latin(text), shape, ending }));

/** Forms of which somebody has changed, dropped or repeated a few bytes: some have become two good requests. */
const damaged = (forms: readonly Form[]): fc.Arbitrary<Noise> =>
  fc
    .tuple(
      fc.constantFrom(...forms),
      fc.array(fc.tuple(fc.nat(400), fc.nat(255), fc.constantFrom('change', 'drop', 'repeat')), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([[shape, text], damages]) => {
      const bytes = [...latin(text)];
      for (const [at, byte, what] of damages) {
        if (what === 'change') bytes[at % bytes.length] = byte;
        else if (what === 'drop') bytes.splice(at % bytes.length, 1);
        else bytes.splice(at % bytes.length, 0, bytes[at % bytes.length]!);
      }
      return { bytes: Buffer.from(bytes), shape: `${shape}, damaged`, ending: 'wait' };
    });

const randomBytes: fc.Arbitrary<Noise> = fc
  .uint8Array({ maxLength: 300 })
  .map((random) => ({ bytes: Buffer.from(random), shape: 'random bytes', ending: 'wait' }));

/** Where noise goes to: `known`, whose every event must have been answered, or a target for what cannot be known. */
export interface NoiseTargets {
  known: string;
  unknown: string;
}

/** What may stand behind good requests: it comes to one answer at most. */
export const noiseBehind = ({ known }: NoiseTargets): fc.Arbitrary<Noise> =>
  fc.oneof(
    { weight: 6, arbitrary: heardOut(smugglingForms(known)) },
    { weight: 4, arbitrary: heardOut(foreignForms(known)) },
    { weight: 1, arbitrary: heardOut(endlessForms(known)) },
    { weight: 1, arbitrary: randomBytes },
  );

/** What stands on a connection of its own. */
export const noiseAlone = (targets: NoiseTargets): fc.Arbitrary<Noise> => {
  const { unknown } = targets;
  const bodyless: Form[] = [
    ['a whole request', smuggled(unknown)],
    ['half a body', smuggled(unknown).slice(0, -4)],
    ['half a head', smuggled(unknown).slice(0, 40)],
  ];
  const forms = [...smugglingForms(unknown), ...foreignForms(unknown)];
  return fc.oneof(
    { weight: 6, arbitrary: noiseBehind(targets) },
    { weight: 5, arbitrary: damaged(forms) },
    { weight: 3, arbitrary: leftAlone([...forms, ...endlessForms(unknown), ...bodyless]) },
  );
};
