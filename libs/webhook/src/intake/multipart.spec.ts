import { stringifyJson } from '@millwright/kernel';
import fc from 'fast-check';
import { defaultIntakeLimits } from '../testing/intake-limits.ts';
import { utf8 } from './charset.ts';
import { MultipartError } from './multipart-parts.ts';
import { parseMultipart } from './multipart.ts';

const part = (disposition: string, content: string, type?: string): string =>
  `--X\r\nContent-Disposition: form-data; ${disposition}\r\n` +
  `${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n${content}\r\n`;
const END = '--X--\r\n';

const textOf = (body: string, boundary = 'X'): string | undefined => {
  const hash = parseMultipart(Buffer.from(body, 'latin1'), boundary, utf8, defaultIntakeLimits);
  return hash && stringifyJson(hash);
};

const file = (name: string, content: string, type: string): string =>
  stringifyJson({
    content_base64: Buffer.from(content, 'latin1').toString('base64'),
    mime_type: type,
    name,
    size: content.length,
  });

describe('a multipart body', () => {
  it('is a hash of its parts, nested by their names, in their order', () => {
    const body = part('name="a[b]"', '1') + part('name="z"', '') + part('name="a[c][]"', '2') + END;

    expect(textOf(body)).toBe('{"a":{"b":"1","c":["2"]},"z":""}');
  });

  it('has a file where a part has a file name, with what was declared of it', () => {
    const body =
      part('name="doc"; filename="C:\\dir\\x.txt"', 'h\xe9\r\n--Xllo', 'Text/CSV; charset=x') +
      part('name="list[]"; filename="../../etc/passwd"', '') +
      part('name="list[]"; filename="_"; filename*=UTF-8\'\'%e2%82%ac.txt', '1') +
      END;

    expect(textOf(body)).toBe(
      `{"doc":${file('x.txt', 'h\xe9\r\n--Xllo', 'text/csv')},"list":[` +
        `${file('passwd', '', 'application/octet-stream')},${file('€.txt', '1', 'application/octet-stream')}]}`,
    );
  });

  it('leaves out the file of an empty input, and keeps a nameless one that has bytes', () => {
    const empty = part('name="a"; filename=""', '', 'application/octet-stream');

    expect(textOf(empty + END)).toBe('{}');
    expect(textOf(part('name="a"; filename=""', 'x', 'image/png') + END)).toBe(
      `{"a":${file('', 'x', 'image/png')}}`,
    );
  });

  it('has text where a part has no file name, whatever its type', () => {
    const body =
      part('name="a"', '{}', 'application/json') +
      part('name="b"', '\xe9', 'text/plain; charset=iso-8859-1') +
      part('name="c"', '\xc3\xa9\xff', 'application/octet-stream') +
      part('name="\xc3\xa9 \\" \\\\"', '1') +
      part('name=plain', '1') +
      END;

    expect(textOf(body)).toBe('{"a":"{}","b":"é","c":"é\ufffd","é \\" \\\\":"1","plain":"1"}');
  });

  it('is no body when it has no parts', () => {
    expect(textOf(END)).toBeUndefined();
    expect(textOf('--X--')).toBeUndefined();
  });

  it('may have text before and after, and space behind a boundary', () => {
    const body = `before\r\n${part('name="a"', '1').replace('--X\r\n', '--X \t\r\n')}--X--\r\nafter`;

    expect(textOf(body)).toBe('{"a":"1"}');
  });

  it.each([
    ['nothing of the kind', 'garbage'],
    ['no closing boundary', part('name="a"', '1')],
    ['another boundary', part('name="a"', '1') + END.replace('X', 'Y')],
    ['headers without an end', '--X\r\nContent-Disposition: form-data; name="a"\r\n--X--'],
    ['a part without a name', part('x=1', '1') + END],
    ['a part without headers', '--X\r\n\r\n1\r\n--X--'],
    ['headers of a megabyte', part(`name="${'a'.repeat(1_000_000)}"`, '1') + END],
    ['bare line feeds', (part('name="a"', '1') + END).replaceAll('\r', '')],
    ['too many parts', part('name="a"', '1').repeat(1_001) + END],
  ])('is refused: %s', (_what, body) => {
    expect(() => textOf(body)).toThrow(MultipartError);
  });

  it('has up to 1000 parts', () => {
    expect(textOf(part('name="a[]"', '1').repeat(1_000) + END)).toHaveLength(4_007);
  });

  describe('for any parts', () => {
    it('gives back the bytes of files as they were sent', () => {
      const contents = fc.array(
        fc.string({ unit: fc.constantFrom('\r', '\n', '-', 'X', 'a', '\xff') }),
      );
      fc.assert(
        fc.property(contents, (list) => {
          const safe = list.filter((content) => !`\r\n${content}\r\n`.includes('\r\n--X'));
          const body =
            safe.map((content) => part('name="f[]"; filename="n"', content)).join('') + END;
          const expected = safe.map((content) => file('n', content, 'application/octet-stream'));

          expect(textOf(body)).toBe(
            safe.length === 0 ? undefined : `{"f":[${expected.join(',')}]}`,
          );
        }),
      );
    });

    it('either reads the bytes or says why not', () => {
      const piece = fc.constantFrom(
        '--X',
        '--',
        '\r\n',
        '\n',
        'Content-Disposition: form-data; name="a"',
        '; filename="b"',
        'x',
        '"',
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
          try {
            textOf(pieces.join(''));
          } catch (error) {
            expect((error as Error).constructor.name).toMatch(/MultipartError|NestedParamsError/);
          }
        }),
        { numRuns: 2_000 },
      );
    });
  });
});
