import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { knownKeysOf } from './known-hosts.ts';

const key = Buffer.from('the key');
const listed = key.toString('base64');
const other = Buffer.from('another').toString('base64');
const verdict = (text: string, host = 'files.example.com', port = 22): string =>
  knownKeysOf(text, { host, port }).verdictOn(key);
const hashed = (name: string): string => {
  const salt = Buffer.from('twenty bytes of salt');
  const hash = createHmac('sha1', salt).update(name).digest('base64');
  return `|1|${salt.toString('base64')}|${hash}`;
};

describe('a list of known hosts', () => {
  it.each([
    ['files.example.com', 'known'],
    ['FILES.example.com', 'known'],
    ['a.test,files.example.com', 'known'],
    ['*.example.com', 'known'],
    ['files.example.co?', 'known'],
    ['*', 'known'],
    [hashed('files.example.com'), 'known'],
    ['files.example.co', 'unknown'],
    ['[files.example.com]:2222', 'unknown'],
    ['*.example.com,!files.example.com', 'unknown'],
    ['!files.example.com', 'unknown'],
    [hashed('other.example.com'), 'unknown'],
    ['|2|x|y', 'unknown'],
    ['|', 'unknown'],
  ])('with %s: the host is %s', (hosts, expected) => {
    expect(verdict(`# a list\n\n${hosts} ssh-ed25519 ${listed} a comment\r\n`)).toBe(expected);
  });

  it.each([
    ['[files.example.com]:2222', 'known'],
    [hashed('[files.example.com]:2222'), 'known'],
    ['files.example.com', 'known'],
    ['[files.example.com]:2223', 'unknown'],
  ])('on another port with %s: the host is %s', (hosts, expected) => {
    expect(verdict(`${hosts} ssh-rsa ${listed}`, 'files.example.com', 2222)).toBe(expected);
  });

  it('falls back to the plain name only where none is listed with the port', () => {
    const text = `[h]:2222 ssh-rsa ${other}\nh ssh-rsa ${listed}`;

    expect(verdict(text, 'h', 2222)).toBe('unknown');
    expect(verdict(text, 'h', 2223)).toBe('known');
  });

  it('may have several keys of a host, and names their types', () => {
    const text = `h ssh-rsa ${other}\nh ssh-ed25519 ${listed}\nx ecdsa-sha2-nistp256 ${listed}`;

    expect([...knownKeysOf(text, { host: 'h', port: 22 }).types]).toEqual([
      'ssh-rsa',
      'ssh-ed25519',
    ]);
    expect(verdict(text, 'h')).toBe('known');
  });

  it('revokes a key wherever else it is listed', () => {
    expect(verdict(`h ssh-rsa ${listed}\n@revoked * ssh-rsa ${listed}`, 'h')).toBe('revoked');
    expect(verdict(`h ssh-rsa ${listed}\n@revoked x ssh-rsa ${listed}`, 'h')).toBe('known');
  });

  it('trusts no authority for certificates', () => {
    expect(verdict(`@cert-authority * ssh-rsa ${listed}`)).toBe('unknown');
  });

  it('for any text is read, and knows no key that is not in it', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('@revoked', 'h', '*', '|1|a|b', '!h', '**'));
    fc.assert(
      fc.property(fc.array(fc.array(word)), (lines) => {
        const text = lines.map((words) => words.join(' ')).join('\n');
        fc.pre(!text.includes(listed));

        expect(verdict(text, 'h')).toBe('unknown');
      }),
    );
  });

  it('is not kept busy by a pattern of many stars', () => {
    expect(verdict(`${'*a'.repeat(10_000)} ssh-rsa ${listed}`, 'a'.repeat(9_999))).toBe('unknown');
  });
});
