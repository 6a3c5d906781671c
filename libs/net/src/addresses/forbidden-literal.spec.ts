import { describe, expect, it } from '@jest/globals';
import { parseAllowList } from './allow-list.ts';
import { forbiddenLiteralOf } from './forbidden-literal.ts';

const kindOf = (url: string, allow: string[] = []): string | undefined =>
  forbiddenLiteralOf(new URL(url).hostname, parseAllowList(allow));

describe('a host that is judged without a look-up', () => {
  it.each([
    'http://localhost',
    'http://LOCALHOST:81',
    'http://localhost.',
    'http://shop.localhost',
    'http://127.0.0.1',
    'http://127.1',
    'http://2130706433',
    'http://0x7f.0.0.1',
    'http://0177.0.0.1',
    'http://127.0.0.1.',
    'http://10.1.2.3',
    'http://169.254.169.254/latest',
    'http://[::1]',
    'http://[::ffff:10.0.0.1]',
    'http://[64:ff9b::7f00:1]',
    'http://[2002:7f00:1::]',
    'http://[fd00::1]',
  ])('%s is forbidden', (url) => {
    expect(kindOf(url)).toMatch(/^an? /);
  });

  it.each([
    'http://shop.example',
    'http://localhost.example',
    'http://8.8.8.8',
    'http://[2606:4700::1111]',
  ])('%s is not', (url) => {
    expect(kindOf(url)).toBeUndefined();
  });

  it('is open where the list says so, by address or by name', () => {
    expect(kindOf('http://127.0.0.1', ['127.0.0.0/8'])).toBeUndefined();
    expect(kindOf('http://localhost', ['127.0.0.1'])).toBeUndefined();
    expect(kindOf('http://localhost', ['localhost'])).toBeUndefined();
    expect(kindOf('http://10.0.0.1', ['127.0.0.0/8'])).toBe('a private');
  });
});
