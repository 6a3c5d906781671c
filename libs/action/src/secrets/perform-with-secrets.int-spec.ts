import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OutboundHttp } from '@millwright/net';
import { startHttpPeer, type HttpPeer, type PeerReply } from '@millwright/testing';
import type { ActionOutcome } from '../action.ts';
import { performAction } from '../perform-action.ts';
import { contextOf } from '../testing/context-of.ts';
import { REDACTED_BYTES } from './redact-secrets.ts';
import type { SecretSource } from './secret-source.ts';

const VALUE = 'p@ss/w"örd 1+1=2';
const refTo = (key: string, tag = 'a'): string => `__millwright_secret:${key}:${tag.repeat(32)}__`;
const REF = refTo('api_key');
const secrets: SecretSource = {
  open: async (reference) => {
    if (reference === REF) return { is: 'open', key: 'api_key', value: VALUE };
    if (reference === refTo('number')) return { is: 'open', key: 'number', value: '90210417' };
    if (reference === refTo('gone')) return { is: 'missing', key: 'gone' };
    return { is: 'text' };
  },
};

describe('an http action with references to secrets', () => {
  let peer: HttpPeer;
  let net: OutboundHttp;
  let reply: PeerReply;

  beforeAll(async () => {
    peer = await startHttpPeer(() => reply);
    net = new OutboundHttp({ allow: ['127.0.0.1'] });
  });
  afterAll(async () => {
    await net.close();
    await peer.close();
  });
  beforeEach(() => {
    reply = 200;
    peer.requests.length = 0;
  });

  const perform = (options: object): Promise<ActionOutcome> =>
    performAction('http', JSON.stringify({ method: 'post', url: peer.url, ...options }), {
      ...contextOf({ net }),
      secrets,
    });

  it('opens them in url, headers, body and basic_auth, within texts and in keys', async () => {
    await perform({
      url: `${peer.url}/?k=${refTo('number')}`,
      headers: { 'x-key': `Key ${refTo('number')}` },
      body: { [refTo('number')]: [`a ${REF} b`] },
      basic_auth: { username: 'me', password: REF },
    });

    const [{ url, headers, body }] = peer.requests as [(typeof peer.requests)[0]];
    expect(url).toBe('/?k=90210417');
    expect(headers['x-key']).toBe('Key 90210417');
    expect(JSON.parse(body.toString())).toEqual({ 90210417: [`a ${VALUE} b`] });
    expect(headers.authorization).toBe(`Basic ${Buffer.from(`me:${VALUE}`).toString('base64')}`);
  });

  it('leaves text that only looks like one, and every other option, as they are', async () => {
    const foreign = refTo('api_key', 'b');
    const outcome = await perform({ body: foreign, files: undefined, method: refTo('number') });
    await perform({ body: foreign });

    expect(outcome).toMatchObject({ ok: false, error: { code: 'invalid_options' } });
    expect(peer.requests.map(({ body }) => body.toString())).toEqual([foreign]);
  });

  it('fails for good when the secret was deleted meanwhile, and sends nothing', async () => {
    expect(await perform({ body: refTo('gone') })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'secret_missing', message: expect.stringContaining('"gone"') },
    });
    expect(peer.requests).toEqual([]);
  });

  it('takes their values out of what comes back, in every way of writing them', async () => {
    const written = {
      plain: VALUE,
      inUrl: `/?q=${encodeURIComponent(VALUE)}`,
      inForm: new URLSearchParams({ q: VALUE }).toString(),
      inJson: JSON.stringify({ nested: VALUE }),
      inBase64: Buffer.from(VALUE).toString('base64'),
      inBasic: `Basic ${Buffer.from(`me:${VALUE}`).toString('base64')}`,
      inBearer: Buffer.from(`{"a":"${VALUE}"}`).toString('base64url'),
      [`key ${VALUE}`]: 1,
      number: 90210417,
      exact: '1.0',
    };
    const text = JSON.stringify(written).replace('"1.0"', '1.0');
    reply = {
      status: 200,
      body: text,
      headers: { 'content-type': 'application/json', 'x-echo': encodeURIComponent(VALUE) },
    };

    const outcome = await perform({ body: `${REF} ${refTo('number')}` });

    const result = outcome.ok ? outcome.result : '';
    for (const form of Object.values(written).slice(0, 7)) expect(result).not.toContain(form);
    expect(JSON.stringify(JSON.parse(result))).not.toContain(JSON.stringify(VALUE).slice(1, -1));
    expect(result).not.toContain('90210417');
    expect(result).toContain('"exact":1.0');
    expect(JSON.parse(result)).toMatchObject({
      status: 200,
      headers: { 'x-echo': ['[secret api_key]'] },
      body: {
        inBasic: expect.stringMatching(/^Basic .{0,8}\[secret api_key\].{0,4}$/),
        plain: '[secret api_key]',
        number: '[secret number]',
        'key [secret api_key]': 1,
      },
      body_base64: REDACTED_BYTES,
    });
  });

  it('takes them out of errors, messages and warnings', async () => {
    const outcomes = [
      await perform({ url: `ht${REF}` }),
      await perform({ url: `${peer.url.replace('127.0.0.1', refTo('number'))}/` }),
      await perform({ headers: { [`bad ${REF}`]: 1 } }),
      await perform({ proxy: REF }),
      await perform({ headers: { connection: refTo('number') }, surprise: 1 }),
    ];

    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, false, false, true]);
    const text = JSON.stringify(outcomes);
    expect(text).not.toContain('90210417');
    expect(text).not.toContain(JSON.stringify(VALUE).slice(1, -1));
    expect(text).toContain('[secret api_key]');
  });

  it('is stored as ever when it opens none', async () => {
    reply = { status: 200, body: 'fine' };

    const outcome = await perform({ body: refTo('api_key', 'b') });

    expect(JSON.parse((outcome as { result: string }).result)).toMatchObject({
      body_base64: Buffer.from('fine').toString('base64'),
    });
  });
});

describe('any other action', () => {
  it('gets references as the text that they are', async () => {
    const outcome = await performAction('echo', JSON.stringify({ key: REF }), {
      ...contextOf(),
      secrets,
    });

    expect(outcome).toMatchObject({ ok: true, result: JSON.stringify({ key: REF }) });
  });
});
