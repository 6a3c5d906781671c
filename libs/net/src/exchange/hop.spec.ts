import { firstHop, type Hop, redirectOf } from './hop.ts';

const post = (over: Partial<Hop> = {}): Hop => ({
  method: 'POST',
  url: new URL('https://shop.example.com/a?x=1'),
  headers: [
    ['Authorization', 'Bearer t'],
    ['Cookie', 'a=b'],
    ['Content-Type', 'application/json'],
    ['X-Id', '7'],
  ],
  body: '{}',
  ...over,
});
const names = (hop: Hop | undefined): string[] => hop!.headers.map(([name]) => name.toLowerCase());

describe('the first request', () => {
  it('turns user info into Basic authorization', () => {
    const hop = firstHop({
      method: 'get',
      url: 'https://us%3Aer:p%40ss@example.com/',
      headers: [],
    });

    expect(hop.url.href).toBe('https://example.com/');
    expect(hop.headers).toEqual([
      ['authorization', `Basic ${Buffer.from('us:er:p@ss').toString('base64')}`],
    ]);
  });

  it('leaves an authorization that was given', () => {
    const hop = firstHop({
      method: 'get',
      url: 'https://u:p@example.com/',
      headers: [['Authorization', 'x']],
    });

    expect(hop.headers).toEqual([['Authorization', 'x']]);
  });

  it('refuses what is not the web', () => {
    expect(() => firstHop({ method: 'get', url: 'file:///etc/passwd', headers: [] })).toThrow(
      'http://',
    );
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303])('%i turns a POST into a GET without body', (status) => {
    const next = redirectOf(post(), status, '/b')!;

    expect(next).toMatchObject({ method: 'GET' });
    expect(next.body).toBeUndefined();
    expect(next.url.href).toBe('https://shop.example.com/b');
    expect(names(next)).toEqual(['authorization', 'cookie', 'x-id']);
  });

  it.each([307, 308])('%i repeats the request', (status) => {
    const next = redirectOf(post(), status, 'b')!;

    expect(next).toMatchObject({ method: 'POST', body: '{}' });
    expect(names(next)).toEqual(['authorization', 'cookie', 'content-type', 'x-id']);
  });

  it.each(['HEAD', 'GET', 'OPTIONS'])('lets %s stay what it is', (method) => {
    const next = redirectOf({ ...post(), method }, 302, '/b')!;

    expect(next.method).toBe(method);
  });

  it.each([
    ['host', 'https://other.example.com/a'],
    ['port', 'https://shop.example.com:8443/a'],
    ['scheme', 'http://shop.example.com/a'],
  ])('to another %s loses credentials', (_what, location) => {
    expect(names(redirectOf(post(), 307, location))).toEqual(['content-type', 'x-id']);
  });

  it('needs a status that redirects, and a place', () => {
    expect(redirectOf(post(), 200, '/b')).toBeUndefined();
    expect(redirectOf(post(), 304, '/b')).toBeUndefined();
    expect(redirectOf(post(), 302, undefined)).toBeUndefined();
  });

  it.each(['ftp://example.com/', 'file:///etc/passwd', 'javascript:1', 'http://'])(
    'to %s is refused',
    (location) => {
      expect(() => redirectOf(post(), 302, location)).toThrow(/redirects to/);
    },
  );
});
