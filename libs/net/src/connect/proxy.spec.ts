import { parseProxy } from './proxy.ts';

describe('a proxy’s URI', () => {
  it.each([
    ['http://proxy.example.com', { protocol: 'http:', host: 'proxy.example.com', port: 80 }],
    [
      'https://proxy.example.com:3129',
      { protocol: 'https:', host: 'proxy.example.com', port: 3129 },
    ],
    ['socks5://10.0.0.1', { protocol: 'socks5:', host: '10.0.0.1', port: 1080 }],
    ['socks5://10.0.0.1:80', { protocol: 'socks5:', host: '10.0.0.1', port: 80 }],
    ['socks5://[::1]:9050', { protocol: 'socks5:', host: '::1', port: 9050 }],
    ['socks5://0x7f.1:9050', { protocol: 'socks5:', host: '127.0.0.1', port: 9050 }],
  ])('%s is read', (uri, expected) => {
    expect(parseProxy(uri)).toEqual(expected);
  });

  it('may carry credentials', () => {
    expect(parseProxy('http://us%40er:pa%3Ass@p.example.com:8080')?.credentials).toEqual({
      username: 'us@er',
      password: 'pa:ss',
    });
  });

  it.each(['', 'proxy:8080', 'ftp://p.example.com', 'socks4://p.example.com', 'http://', '://'])(
    '%j is refused',
    (uri) => {
      expect(parseProxy(uri)).toBeUndefined();
    },
  );
});
