import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { curlOf } from './curl.ts';

const of = (headers: Record<string, string[]>, body: string, url = 'https://hooks.example/1') =>
  curlOf({ method: 'POST', url, headers, rawBody: Buffer.from(body) });

describe('a command that sends a request', () => {
  it('names method, address, headers and body', () => {
    expect(of({ 'x-a': ['1', '2'] }, '{"a":1}')).toBe(
      `curl -i -X POST 'https://hooks.example/1' -H 'x-a: 1' -H 'x-a: 2' --data-binary '{"a":1}'`,
    );
    expect(of({}, '')).toBe(`curl -i -X POST 'https://hooks.example/1'`);
  });

  it.each(["it's $HOME `id` \\ !", 'two\r\nlines\t', "'\n\\x41'", 'é😀\u0001'])(
    'is read by a shell as it was meant: %j',
    (text) => {
      const command = of({}, text).replace('curl -i -X POST', 'printf "%s\\036"');

      const said = execFileSync('bash', ['-c', command], { encoding: 'utf8' });

      expect(said.split('\u001e').slice(0, 3)).toEqual([
        'https://hooks.example/1',
        '--data-binary',
        text,
      ]);
    },
  );
});
