import fc from 'fast-check';
import { contentTypeOf, ContentTypes, type ContentType } from './content-type.ts';
import { IntakeProblem } from './intake-problem.ts';

const known = (header: string): ContentType => {
  const contentType = contentTypeOf(header);
  if (contentType instanceof IntakeProblem) throw new Error(contentType.detail);
  return contentType;
};

describe('a content type', () => {
  it.each([
    ['application/json', 'json'],
    ['Text/JSON', 'json'],
    ['application/vnd.api+json; ext=x', 'json'],
    ['application/cloudevents+JSON', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['multipart/form-data; boundary=x', 'multipart'],
    ['text/plain;charset=UTF-8', 'text'],
    ['application/xml', 'text'],
    ['text/xml', 'text'],
    ['application/atom+xml', 'text'],
  ])('%s is read as %s', (header, format) => {
    expect(known(header).format).toBe(format);
  });

  it('is text without a type when it is missing or blank', () => {
    for (const header of [undefined, '', '  ']) {
      expect(contentTypeOf(header)).toMatchObject({ mimeType: null, format: 'text' });
    }
  });

  it('loses its parameters and its case as a MIME type', () => {
    expect(known(' Application/JSON ; charset=utf-8').mimeType).toBe('application/json');
  });

  it.each([
    'image/png',
    'application/octet-stream',
    'json',
    '+json',
    'text/html',
    'multipart/mixed',
  ])('%s is refused, and the answer lists what is not', (header) => {
    const problem = contentTypeOf(header);

    expect(problem).toMatchObject({ code: 'unsupported_media_type' });
    expect((problem as IntakeProblem).detail).toContain('application/x-www-form-urlencoded');
  });

  it('takes any charset of the WHATWG list, quoted or not, and no other', () => {
    const bytes = Buffer.from([0x92]);

    expect(known('text/plain; charset=latin1').charset.decode(bytes)).toBe('\u2019');
    expect(known('text/plain; x="a;charset=no"; charset="KOI8-R"').charset.decode(bytes)).toBe('▓');
    expect(contentTypeOf('text/plain; charset=klingon')).toMatchObject({
      code: 'unsupported_media_type',
    });
  });

  it('means the same however often it is asked', () => {
    const contentTypes = new ContentTypes();
    const header = fc.oneof(
      fc.string(),
      fc.constantFrom('application/json', 'text/plain; charset=latin1', 'image/png'),
    );
    fc.assert(
      fc.property(header, (text) => {
        expect(contentTypes.of(text)).toEqual(contentTypes.of(text));
      }),
    );
  });
});
