import fc from 'fast-check';
import { isSecretKey, redacted, redactedFields, redactedText } from './redaction.ts';

describe('redaction', () => {
  it.each([
    'authorization',
    'Authorization',
    'Proxy-Authorization',
    'cookie',
    'set-cookie',
    'token',
    'tokens',
    'adminToken',
    'access_token',
    'password',
    'webhookSecret',
    'secrets',
    'x-api-key',
    'apiKey',
    'privateKey',
    'X-Hub-Signature',
    'connection_credentials',
  ])('hides what is kept under %s', (key) => {
    expect(redactedFields({ [key]: 'hunter2' })).toEqual({ [key]: '***' });
  });

  it.each(['token_id', 'secret_name', 'token_count', 'key', 'author', 'tokenizer', 'monkey'])(
    'shows what is kept under %s',
    (key) => {
      expect(isSecretKey(key)).toBe(false);
    },
  );

  it('hides secrets however deep they lie', () => {
    const request = { headers: [{ cookie: 'a=b' }], options: new Map([['token', 'hunter2']]) };

    expect(redacted({ request })).toEqual({
      request: { headers: [{ cookie: '***' }], options: { token: '***' } },
    });
  });

  it('says whether a secret is there', () => {
    const whether = { token: undefined, secret: null, password: true, ADMIN_TOKEN: 'set' };

    expect(redactedFields(whether)).toEqual(whether);
  });

  it.each([
    ['postgres://user:pa%40ss@db:5432/x', 'postgres://***@db:5432/x'],
    ['at https://user@example.com/a?b=1 now', 'at https://***@example.com/a?b=1 now'],
    ['https://example.com/?access_token=abc&x=1', 'https://example.com/?access_token=***&x=1'],
    ['sent Bearer abc.def-ghi', 'sent Bearer ***'],
    ['https://example.com/a@b', 'https://example.com/a@b'],
  ])('takes the credentials out of %s', (text, safe) => {
    expect(redactedText(text)).toBe(safe);
  });

  it('writes bytes as their number, circles and depths as such', () => {
    const circle: Record<string, unknown> = { body: Buffer.from('hunter2') };
    circle['self'] = circle;
    let deep: unknown = 'hunter2';
    for (let depth = 0; depth < 50; depth += 1) deep = { deep };

    expect(redacted(circle)).toEqual({ body: '<7 bytes>', self: '<circular>' });
    expect(JSON.stringify(redacted(deep))).toContain('<too deep>');
  });

  it('gives plain JSON and keeps no secret for any value', () => {
    fc.assert(
      fc.property(fc.anything({ withMap: true, withSet: true, withBigInt: true }), (value) => {
        const text = JSON.stringify(redacted({ password: 'hunter2-hunter2', value })) ?? '';

        expect(text).not.toContain('hunter2');
      }),
    );
  });

  it('takes time in proportion to a hostile text', () => {
    const startedAt = performance.now();

    redactedText('://'.repeat(100_000));
    redactedText(`?${'a'.repeat(500_000)}`);
    redactedText('bearer '.repeat(100_000));

    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
