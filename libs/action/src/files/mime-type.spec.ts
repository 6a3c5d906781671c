import fc from 'fast-check';
import { mimeTypeOf } from './mime-type.ts';

const bytes = Buffer.alloc(0);

describe('the MIME type of a file', () => {
  it.each([
    ['a.pdf', undefined, 'application/pdf'],
    ['A.CSV', 'text/plain', 'text/csv'],
    ['page.html', 'application/json', 'text/html'],
    ['a.tar.gz', undefined, 'application/gzip'],
    ['picture', 'image/png', 'image/png'],
    ['page.unheard-of', 'text/html; charset=utf-8', 'text/html; charset=utf-8'],
    ['note', 'text/plain', 'text/plain'],
    ['data', undefined, 'application/octet-stream'],
    // A name is no extension.
    ['html', undefined, 'application/octet-stream'],
    ['.json', undefined, 'application/octet-stream'],
    ['a.', 'text/plain', 'text/plain'],
  ])('of %s, made as %s, is %s', (name, contentType, type) => {
    expect(mimeTypeOf(name, { bytes, ...(contentType && { contentType }) })).toBe(type);
  });

  it.each(['', 'text', 'text/', '/html', 'text/html\r\nset-cookie: a', 'tëxt/html', 'a/b; c=ü'])(
    'is nothing in particular where the other side says %j',
    (contentType) => {
      expect(mimeTypeOf('x', { bytes, contentType })).toBe('application/octet-stream');
    },
  );

  it('can be sent as a header, for any name and any answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, said) => {
        expect(mimeTypeOf(name, { bytes, contentType: said })).toMatch(/^[\x20-\x7e]{3,255}$/);
      }),
    );
  });
});
