import fc from 'fast-check';
import { Transcript } from './transcript.ts';

describe('a transcript', () => {
  it('has what was said, line by line', () => {
    const transcript = new Transcript([]);
    transcript.sent('NOOP');
    transcript.received('200-One\n200 two');

    expect(String(transcript)).toBe('> NOOP\n< 200-One\n< 200 two');
  });

  it('for any password shows none, wherever it is repeated', () => {
    const password = fc.string({ minLength: 1 }).filter((one) => !'> < ********\n'.includes(one));
    fc.assert(
      fc.property(password, fc.string(), (secret, around) => {
        const transcript = new Transcript([secret, undefined]);
        transcript.sent(`${around}${secret}`);
        transcript.received(`530 ${secret} ${encodeURIComponent(secret.toWellFormed())}${around}`);

        expect(String(transcript).replaceAll('********', '')).not.toContain(secret);
        expect(transcript.quoted(secret)).toBe(secret.trim() === '' ? '' : '********');
      }),
    );
  });

  it('keeps beginning and end of what is too long', () => {
    const transcript = new Transcript([]);
    for (let line = 1; line <= 10_000; line += 1) transcript.sent(`RETR file-${line}`);

    const text = String(transcript);

    expect(text.length).toBeLessThan(80_000);
    expect(text.startsWith('> RETR file-1\n> RETR file-2\n')).toBe(true);
    expect(text.endsWith('\n> RETR file-10000')).toBe(true);
    expect(text).toMatch(/\n… \d+ lines left out …\n/);
  });

  it('quotes in one line that is not too long', () => {
    const transcript = new Transcript([]);

    expect(transcript.quoted('530-a\n  b\t')).toBe('530-a b');
    expect(transcript.quoted('x'.repeat(1_000))).toHaveLength(501);
  });
});
