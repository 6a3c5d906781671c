import fc from 'fast-check';
import { webhookCreateSchema, webhookPatchSchema } from './webhook.schema.ts';

const valid = { name: 'Orders', topic: 'user/order/created' };

const pathsOf = (input: unknown): string[] => {
  const result = webhookCreateSchema.safeParse(input);
  return result.success ? [] : result.error.issues.map(({ path }) => path.join('.'));
};

describe('settings of a webhook', () => {
  it('have defaults for all but name and topic', () => {
    expect(webhookCreateSchema.parse(valid)).toEqual({
      ...valid,
      enabled: true,
      data_mode: 'auto',
      provider: null,
      verification: null,
      allowed_origins: null,
      allowed_ips: null,
      rate_limit: null,
      dedupe: null,
      filter: null,
      max_body_bytes: null,
      response: null,
    });
  });

  it('are kept as they were given, origins in lower case', () => {
    const settings = {
      ...valid,
      enabled: false,
      data_mode: 'full',
      allowed_origins: ['https://SHOP.example', 'http://localhost:3000'],
      rate_limit: { requests: 2, per_seconds: 10 },
      dedupe: { by: 'header:X-Id' },
      max_body_bytes: 1_000,
      response: { status: 202, content_type: 'text/plain; charset=utf-8', body: 'thanks' },
    };

    expect(webhookCreateSchema.parse(settings)).toMatchObject({
      rate_limit: { requests: 2, per_seconds: 10, on_limit: 'refuse' },
      enabled: false,
      data_mode: 'full',
      allowed_origins: ['https://shop.example', 'http://localhost:3000'],
      dedupe: { by: 'header:X-Id', window_seconds: 86_400 },
      response: { status: 202, content_type: 'text/plain; charset=utf-8', body: 'thanks' },
    });
  });

  it.each([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(256) }],
    ['name', { name: 'a\u0000' }],
    ['topic', { topic: 'shopify/orders/create' }],
    ['data_mode', { data_mode: 'raw' }],
    ['provider', { provider: 'nobody' }],
    ['allowed_origins', { allowed_origins: ['*', 'https://a.example'] }],
    ['allowed_origins.0', { allowed_origins: ['https://a.example/path'] }],
    ['rate_limit.requests', { rate_limit: { requests: 0, per_seconds: 1 } }],
    ['rate_limit.per_seconds', { rate_limit: { requests: 1 } }],
    ['dedupe.by', { dedupe: { by: 'body' } }],
    ['dedupe.by', { dedupe: { by: 'header:a b' } }],
    ['dedupe.by', { dedupe: { by: 'path:a..b' } }],
    ['dedupe.by', { dedupe: { by: 'path:a + ' } }],
    ['rate_limit.on_limit', { rate_limit: { requests: 1, per_seconds: 1, on_limit: 'wait' } }],
    ['filter.all.0.path', { filter: { all: [{ path: 'body.a', operator: 'exists' }] } }],
    ['dedupe.window_seconds', { dedupe: { by: 'path:$.id', window_seconds: 604_801 } }],
    ['max_body_bytes', { max_body_bytes: 1.5 }],
    ['response.status', { response: { status: 300 } }],
    ['response.content_type', { response: { status: 200, content_type: 'text' } }],
    ['response.content_type', { response: { status: 200, content_type: 'a/b\r\nx: y' } }],
    ['response.body', { response: { status: 204, body: 'ok' } }],
    ['response.body', { response: { status: 200, body: 'a\u0000' } }],
    ['', { colour: 'red' }],
  ])('are refused at "%s": %j', (path, wrong) => {
    expect(pathsOf({ ...valid, ...wrong })).toEqual([path]);
  });

  it.each([
    'delivery-id',
    'body-sha256',
    'header:X-Id',
    'path:id',
    'path:$.id',
    'path:a.b + c[0].d',
  ])('find duplicates by %s', (by) => {
    expect(pathsOf({ ...valid, dedupe: { by, window_seconds: 0 } })).toEqual([]);
  });

  it('allow every origin or no browser at all', () => {
    expect(pathsOf({ ...valid, allowed_origins: ['*'] })).toEqual([]);
    expect(pathsOf({ ...valid, allowed_origins: [] })).toEqual([]);
  });

  it('change only where a change names them', () => {
    expect(webhookPatchSchema.parse({ enabled: false })).toEqual({ enabled: false });
    expect(webhookPatchSchema.parse({ rate_limit: null })).toEqual({ rate_limit: null });
    expect(webhookPatchSchema.safeParse({ url: 'x' }).success).toBe(false);
  });

  it('are taken or refused for any input, never thrown at', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(() => webhookCreateSchema.safeParse(input)).not.toThrow();
        expect(() => webhookPatchSchema.safeParse(input)).not.toThrow();
      }),
    );
  });
});
