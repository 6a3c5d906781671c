import { bodyTypeOf } from './body-type.ts';

const typeOf = (contentType?: string) =>
  bodyTypeOf(contentType === undefined ? {} : { 'content-type': [contentType] });

describe('the type of a body', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['application/json', 'json'],
    ['Application/JSON; charset=UTF8', 'json'],
    ['application/vnd.api+json', 'json'],
    ['application/x-www-form-urlencoded', 'form'],
    ['multipart/form-data', 'multipart'],
    ['text/plain; charset="utf-8"', 'text'],
    ['text/xml', 'text'],
    ['application/xml', 'text'],
    ['application/cloudevents+json; charset=utf-8', 'cloudevent'],
  ])('of %j is read as %s', (contentType, format) => {
    expect(typeOf(contentType)).toMatchObject({ format, contentEncoding: 'identity' });
  });

  it('keeps the boundary of a multipart body', () => {
    expect(typeOf('multipart/form-data; boundary="a;b"')).toMatchObject({ boundary: 'a;b' });
  });

  it('refuses a batch of CloudEvents by a code of its own', () => {
    expect(typeOf('application/cloudevents-batch+json')).toMatchObject({
      code: 'cloudevents_batch',
      status: 400,
    });
  });

  it.each([
    'image/png',
    'text/html',
    'text/json',
    'image/svg+xml',
    'model/gltf+json',
    'json',
    'a/b/c',
  ])('refuses %s and lists what it takes', (contentType) => {
    expect(typeOf(contentType)).toMatchObject({
      code: 'unsupported_media_type',
      status: 415,
      detail: expect.stringContaining('application/cloudevents+json'),
    });
  });

  it.each(['iso-8859-1', 'utf-16', 'us-ascii', 'x-unknown'])('refuses the charset %s', (label) => {
    expect(typeOf(`application/json; charset=${label}`)).toMatchObject({
      code: 'unsupported_media_type',
      detail: expect.stringContaining(label),
    });
  });

  it.each(['gzip', 'deflate', 'BR', 'identity', ''])('takes the encoding %j', (encoding) => {
    expect(bodyTypeOf({ 'content-encoding': [encoding] })).toMatchObject({
      contentEncoding: encoding.toLowerCase() || 'identity',
    });
  });

  it.each([[['zstd']], [['gzip, br']], [['gzip', 'br']]])('refuses the encoding %j', (lines) => {
    expect(bodyTypeOf({ 'content-encoding': lines })).toMatchObject({
      code: 'unsupported_media_type',
    });
  });
});
