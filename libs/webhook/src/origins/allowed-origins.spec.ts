import { AllowedOrigins, everyOrigin } from './allowed-origins.ts';
import { canonicalOriginOf } from './origin.ts';

describe('an origin', () => {
  it.each([
    ['https://Shop.Example', 'https://shop.example'],
    ['HTTPS://shop.example:443', 'https://shop.example'],
    ['http://shop.example:80', 'http://shop.example'],
    ['http://shop.example:443', 'http://shop.example:443'],
    ['https://[2001:DB8::1]:8443', 'https://[2001:db8::1]:8443'],
    ['chrome-extension://abcdef', 'chrome-extension://abcdef'],
    ['https://shop.example/', undefined],
    ['https://user@shop.example', undefined],
    ['https://shop.example:65536', undefined],
    ['https://', undefined],
    ['https://*.example', undefined],
    ['shop.example', undefined],
    ['null', undefined],
    ['', undefined],
  ])('%s compares as %s', (text, canonical) => {
    expect(canonicalOriginOf(text)).toBe(canonical);
  });
});

describe('allowed origins', () => {
  it('are everyone by default, the origin "null" included', () => {
    expect(everyOrigin.isEveryone).toBe(true);
    expect(everyOrigin.allows('null')).toBe(true);
  });

  it('compare scheme, host and port', () => {
    const allowed = new AllowedOrigins(['https://shop.example', 'http://localhost:3000']);

    expect(allowed.allows('https://SHOP.example:443')).toBe(true);
    expect(allowed.allows('http://localhost:3000')).toBe(true);
    for (const origin of [
      'http://shop.example',
      'https://shop.example:8443',
      'https://evil.example',
      'https://shop.example.evil.example',
      'null',
      '',
    ]) {
      expect(allowed.allows(origin)).toBe(false);
    }
  });

  it('are nobody when the list is empty', () => {
    expect(new AllowedOrigins([]).allows('https://shop.example')).toBe(false);
  });
});
