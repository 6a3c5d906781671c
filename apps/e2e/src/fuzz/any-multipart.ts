import fc from 'fast-check';

/** A multipart body, its boundary, and whether it must be taken. */
export interface AnyMultipart {
  boundary: string;
  body: Buffer;
  isFine: boolean;
  shape: string;
}

const boundary = fc.stringMatching(/^[A-Za-z0-9]{1,30}$/).map((word) => `----${word}`);
const content = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.constant(new Uint8Array(50_000)));

const part = (mark: string, headers: string, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`--${mark}\r\n${headers}\r\n\r\n`), bytes, Buffer.from('\r\n')]);

const named = (name: string, fileName?: string): string =>
  `Content-Disposition: form-data; name="${name}"${fileName === undefined ? '' : `; filename="${fileName}"`}`;

const fileName = fc.option(
  fc.constantFrom('a.txt', '../../etc/passwd', 'C:\\x\\y', '', '\u202egpj.exe'),
  {
    nil: undefined,
  },
);

/** Multipart that must be taken. */
export const fineMultipart: fc.Arbitrary<AnyMultipart> = fc.oneof(
  fc
    .tuple(boundary, fc.array(fc.tuple(fileName, content), { minLength: 1, maxLength: 5 }))
    .map(([mark, parts]) => ({
      boundary: mark,
      body: Buffer.concat([
        ...parts.map(([file, bytes], n) => part(mark, named(`n${n}`, file), bytes)),
        Buffer.from(`--${mark}--`),
      ]),
      isFine: true,
      shape: 'multipart',
    })),
  fc.tuple(boundary, fc.integer({ min: 1, max: 1_000 })).map(([mark, count]) => ({
    boundary: mark,
    body: Buffer.from(`--${mark}\r\n${named('a')}\r\n\r\n1\r\n`.repeat(count) + `--${mark}--`),
    isFine: true,
    shape: 'multipart of many parts',
  })),
);

/** Multipart that must be refused. */
export const brokenMultipart: fc.Arbitrary<AnyMultipart> = fc
  .tuple(boundary, fc.integer({ min: 0, max: 6 }))
  .map(([mark, kind]) => {
    const whole = part(mark, named('a', 'f'), Buffer.alloc(100, 'x'));
    const close = Buffer.from(`--${mark}--`);
    const bodies: [string, Buffer][] = [
      ['multipart truncated', whole],
      ['multipart truncated in a header', whole.subarray(0, mark.length + 20)],
      ['multipart without a name', Buffer.concat([part(mark, 'x: y', Buffer.from('1')), close])],
      [
        'multipart of too many parts',
        Buffer.from(whole.toString().repeat(1_001) + close.toString()),
      ],
      [
        'multipart with a header that does not end',
        Buffer.concat([
          part(mark, `${named('a')}\r\nx: ${'y'.repeat(17_000)}`, Buffer.from('1')),
          close,
        ]),
      ],
      [
        'multipart with another boundary',
        Buffer.concat([part('other', named('a'), Buffer.from('1')), close.subarray(0, 3)]),
      ],
      [
        'multipart that contradicts itself',
        Buffer.concat([
          part(mark, named('a'), Buffer.from('1')),
          part(mark, named('a[b]'), Buffer.from('1')),
          close,
        ]),
      ],
    ];
    const [shape, body] = bodies[kind]!;
    return { boundary: mark, body, isFine: false, shape };
  });
