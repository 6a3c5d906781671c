import { describe, expect, it } from '@jest/globals';
import { parseAllowList } from '@millwright/net';
import fc from 'fast-check';
import { draftNew, type EndpointDraft } from './draft-endpoint.ts';
import type { EndpointFault } from './endpoint-fault.ts';
import { usualRules, type EndpointRules } from './endpoint-rules.ts';
import { endpointCreateSchema } from './endpoint.schema.ts';

const basics = { name: 'Shop', url: 'https://receiver.example/', topics: ['user/**'] };

const faultsOf = (fields: object, rules: EndpointRules = usualRules): EndpointFault[] => {
  const parsed = endpointCreateSchema.safeParse({ ...basics, ...fields });
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  }
  const draft = draftNew(parsed.data, rules);
  return Array.isArray(draft) ? draft : [];
};
const pathsOf = (fields: object): string[] => faultsOf(fields).map(({ path }) => path);
const draftOf = (fields: object): EndpointDraft =>
  draftNew(endpointCreateSchema.parse({ ...basics, ...fields }), usualRules) as EndpointDraft;

describe('the fields of an endpoint', () => {
  it.each([
    [{ url: '' }, 'url', 'No URL specified'],
    [{ url: ' \t' }, 'url', 'No URL specified'],
    [{ url: null }, 'url', 'No URL specified'],
    [{ topics: [] }, 'topics', 'No topics selected'],
    [{ topics: null }, 'topics', 'No topics selected'],
    [{ url: 'http://localhost' }, 'url', 'Access to private addresses is not allowed.'],
    [{ url: 'http://a.localhost./x' }, 'url', 'Access to private addresses is not allowed.'],
    [{ url: 'http://2130706433' }, 'url', 'Access to private addresses is not allowed.'],
    [{ url: 'http://0x7f.1' }, 'url', 'Access to private addresses is not allowed.'],
    [
      { url: 'http://[::ffff:169.254.169.254]/' },
      'url',
      'Access to private addresses is not allowed.',
    ],
  ])('M27: %j are refused', (fields, path, message) => {
    expect(faultsOf(fields)).toEqual([{ path, message }]);
  });

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 'n'.repeat(192) }, 'name'],
    [{ description: 'd'.repeat(2_001) }, 'description'],
    [{ url: 'ftp://receiver.example' }, 'url'],
    [{ url: '/hook' }, 'url'],
    [{ url: 'https://user@receiver.example' }, 'url'],
    [{ url: 'https://:password@receiver.example' }, 'url'],
    [{ url: `https://receiver.example/${'a'.repeat(2_048)}` }, 'url'],
    [{ url: 1 }, 'url'],
    [{ topics: ['user/con*/a'] }, 'topics.0'],
    [{ topics: ['user/**', 'user//a'] }, 'topics.1'],
    [{ topics: Array.from({ length: 101 }, (_none, index) => `user/a/${index}`) }, 'topics'],
    [{ format: 'xml' }, 'format'],
    [{ type_names: { nothing: 'x' } }, 'type_names.nothing'],
    [{ type_names: { 'user/a/b': '' } }, 'type_names.user/a/b'],
    [{ type_names: { 'user/a/b': 'a\nb' } }, 'type_names.user/a/b'],
    [{ exclude_fields: ['a..b'] }, 'exclude_fields.0'],
    [{ exclude_fields: null }, 'exclude_fields'],
    [{ mode: 'later' }, 'mode'],
    [{ batch_limit: 0 }, 'batch_limit'],
    [{ batch_limit: 1_001 }, 'batch_limit'],
    [{ batch_interval_s: 86_401 }, 'batch_interval_s'],
    [{ batch_order: 'random' }, 'batch_order'],
    [{ secret: 'mySecret' }, 'secret'],
    [{ secret: '' }, 'secret'],
    [{ signature: 'v2' }, 'signature'],
    [{ http_signature: 'rsa' }, 'http_signature'],
    [{ timeout_s: 61 }, 'timeout_s'],
    [{ timeout_s: 0 }, 'timeout_s'],
    [{ timeout_s: 1.5 }, 'timeout_s'],
    [{ timeout_s: 3, connect_timeout_s: 4 }, 'connect_timeout_s'],
    [{ retry_schedule: [] }, 'retry_schedule'],
    [{ retry_schedule: Array(51).fill(0) }, 'retry_schedule'],
    [{ retry_schedule: [604_801] }, 'retry_schedule.0'],
    [{ retry_schedule: [-1] }, 'retry_schedule.0'],
    [{ rate_limit: { limit: 0, period: 'second' } }, 'rate_limit.limit'],
    [{ rate_limit: { limit: 1, period: 'day' } }, 'rate_limit.period'],
    [{ concurrency: 101 }, 'concurrency'],
    [{ ordering: 'lifo' }, 'ordering'],
    [{ mode: 'batched', ordering: 'fifo', ordering_key: 'data.id' }, 'ordering_key'],
    [{ on_exhausted: 'stop' }, 'on_exhausted'],
    [{ verify_origin: true }, 'verify_origin'],
    [{ notice_emails: ['nobody'] }, 'notice_emails.0'],
    [{ filter: { all: [{ path: 'x', operator: 'exists' }] } }, 'filter.all.0.path'],
    [{ transformation: '{% if %}' }, 'transformation'],
    [{ auth: { type: 'bearer' } }, 'auth.token'],
    [{ auth: { type: 'bearer', token: 'a\nb' } }, 'auth.token'],
    [{ auth: { type: 'basic', username: 'a:b', password: 'x' } }, 'auth.username'],
    [{ auth: { type: 'basic', username: 'a' } }, 'auth.password'],
    [{ auth: { type: 'digest' } }, 'auth.type'],
    [
      { client_certificate: { certificate: 'x', private_key: 'y' } },
      'client_certificate.certificate',
    ],
    [{ colour: 'red' }, ''],
  ])('%j are refused', (fields, path) => {
    expect(pathsOf(fields)).toEqual([path]);
  });

  it('take a batch in order without a key, a key without a batch, and a timeout below the usual for connecting', () => {
    expect(pathsOf({ mode: 'batched', ordering: 'fifo' })).toEqual([]);
    expect(pathsOf({ ordering: 'fifo', ordering_key: 'data.contact.id' })).toEqual([]);
    expect(draftOf({ timeout_s: 3 }).columns.settings.connect_timeout_s).toBe(3);
  });

  it('say where a template cannot be parsed', () => {
    expect(faultsOf({ transformation: '{}\n{% nothing %}' })).toMatchObject([
      { path: 'transformation', line: 2 },
    ]);
  });

  it.each(['url', 'auth.token_url'])('must be https at %s where the instance says so', (path) => {
    const plain = 'http://receiver.example/';
    const auth = { type: 'oauth2', client_id: 'a', client_secret: 'b' };
    const fields = path === 'url' ? { url: plain } : { auth: { ...auth, token_url: plain } };
    const rules = { ...usualRules, requireHttps: true };

    expect(faultsOf(fields)).toEqual([]);
    expect(faultsOf(fields, rules)).toMatchObject([
      { path, message: expect.stringContaining('https') },
    ]);
    expect(faultsOf({}, rules)).toEqual([]);
  });

  it('M27: may lead to private addresses that the instance opens, for the token too', () => {
    const rules = { ...usualRules, allow: parseAllowList(['127.0.0.0/8', '*.localhost']) };
    const auth = {
      type: 'oauth2',
      client_id: 'a',
      client_secret: 'b',
      token_url: 'http://10.0.0.1/',
    };

    expect(faultsOf({ url: 'http://127.0.0.1:81' }, rules)).toEqual([]);
    expect(faultsOf({ url: 'http://shop.localhost' }, rules)).toEqual([]);
    expect(faultsOf({ url: 'http://10.0.0.1' }, rules)).toHaveLength(1);
    expect(faultsOf({ auth }, rules).map(({ path }) => path)).toEqual(['auth.token_url']);
  });

  it('for any text as a URL answer with a fault or a URL without user, password and fragment', () => {
    const text = fc.oneof(
      fc.string(),
      fc.webUrl({ withFragments: true }),
      fc.string().map((rest) => `http://${rest}`),
    );
    fc.assert(
      fc.property(text, (url) => {
        const parsed = endpointCreateSchema.safeParse({ ...basics, url });
        if (!parsed.success) return;
        const { protocol, username, password, hash, href } = new URL(parsed.data.url);
        expect(['http:', 'https:']).toContain(protocol);
        expect([username, password, hash]).toEqual(['', '', '']);
        expect(href).toBe(parsed.data.url);
        draftNew(parsed.data, usualRules);
      }),
    );
  });
});

describe('the headers of an endpoint', () => {
  it.each([
    'Content-Type',
    'content-length',
    'Host',
    'Connection',
    'Transfer-Encoding',
    'TE',
    'Upgrade',
    'Proxy-Authorization',
    'Webhook-Id',
    'webhook-signature',
    'Webhook-Signature-Previous',
    'WebHook-Request-Origin',
    'X-Millwright-Topic',
    'X-Origin-Base-URL',
    'User-Agent',
    'Expect',
    'Signature-Input',
    'Content-Digest',
    'a b',
    'a:b',
    '',
    'ä',
  ])('cannot be %j', (name) => {
    expect(pathsOf({ headers: { [name]: 'x' } })).toEqual([`headers.${name}`]);
  });

  it('cannot stand there twice, be more than twenty, or hold line breaks', () => {
    expect(pathsOf({ headers: { 'X-A': '1', 'x-a': '2' } })).toEqual(['headers.x-a']);
    const many = Object.fromEntries(Array.from({ length: 21 }, (_none, at) => [`X-${at}`, 'x']));
    expect(pathsOf({ headers: many })).toEqual(['headers']);
    expect(pathsOf({ headers: { 'X-A': 'a\r\nX-B: b' } })).toEqual(['headers.X-A']);
  });

  it('keep no value that there is not, and are not what auth sends', () => {
    expect(pathsOf({ headers: { 'X-A': '***' } })).toEqual(['headers.X-A']);
    const auth = { type: 'bearer', token: 't' };
    expect(pathsOf({ auth, headers: { authorization: 'x' } })).toEqual(['headers.authorization']);
    expect(pathsOf({ headers: { authorization: 'x' } })).toEqual([]);
  });
});
