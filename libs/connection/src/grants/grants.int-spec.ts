import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { OutboundHttp } from '@millwright/net';
import {
  FakeClock,
  type HttpPeer,
  leakCheck,
  type PeerReply,
  startHttpPeer,
} from '@millwright/testing';
import { newId } from '@millwright/kernel';
import { GivenConnections } from '../testing/given-connections.ts';
import type { OpenConnection } from '../source/connection-source.ts';
import { refreshTokenGrant } from './refresh-token.grant.ts';
import { serviceAccountGrant } from './service-account.grant.ts';

const nothingLeft = leakCheck();
const clock = new FakeClock();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const keys = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const granted = { access_token: 'at-1', expires_in: 3_599, token_type: 'Bearer' };
let peer: HttpPeer;
let reply: PeerReply;

beforeAll(async () => {
  peer = await startHttpPeer(() => reply);
});
beforeEach(() => {
  reply = { status: 200, body: JSON.stringify(granted) };
  peer.requests.length = 0;
});
afterAll(async () => {
  await net.close();
  await peer.close();
  await nothingLeft();
});

const opened = async <Name extends 'airtable' | 'google'>(
  type: Name,
  fields: object,
): Promise<OpenConnection<Name>> => {
  const token_url = `${peer.url}/token`;
  const source = new GivenConnections({ name: 'mine', type, fields: { token_url, ...fields } });
  return source.open(newId(), { types: [type], asker: 'the test' });
};
const client = { client_id: 'id/1', client_secret: 's&cret', refresh_token: 'given' };
const formSent = (): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(peer.requests.at(-1)!.body.toString()));
const keyFile = (over: object = {}): { service_account: string } => ({
  service_account: JSON.stringify({
    type: 'service_account',
    client_email: 'robot@project.test',
    private_key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    private_key_id: 'key-1',
    ...over,
  }),
});

describe('the grant of a refresh token', () => {
  it('asks as a client in the header', async () => {
    const token = await refreshTokenGrant(await opened('airtable', client), 'r 1', 'header', {
      net,
    });

    expect(token).toEqual({ token: 'at-1', expiresInSeconds: 3_599 });
    expect(formSent()).toEqual({ grant_type: 'refresh_token', refresh_token: 'r 1' });
    const basic = Buffer.from('id%2F1:s%26cret').toString('base64');
    expect(peer.requests[0]!.headers).toMatchObject({
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    });
  });

  it('asks as a client in the form', async () => {
    await refreshTokenGrant(await opened('google', client), 'r1', 'form', { net });

    expect(formSent()).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'r1',
      client_id: 'id/1',
      client_secret: 's&cret',
    });
    expect(peer.requests[0]!.headers).not.toHaveProperty('authorization');
  });

  it('answers the refresh token that replaces the one it used', async () => {
    reply = { status: 200, body: JSON.stringify({ ...granted, refresh_token: 'next' }) };

    const token = await refreshTokenGrant(await opened('airtable', client), 'r', 'header', { net });

    expect(token.refreshToken).toBe('next');
  });

  it('needs a client', async () => {
    const asked = refreshTokenGrant(await opened('google', {}), 'r', 'form', { net });

    await expect(asked).rejects.toMatchObject({ code: 'connection_rejected' });
  });
});

describe('the grant of a service account', () => {
  it('signs who it is, for whom, what for and until when', async () => {
    await serviceAccountGrant(await opened('google', keyFile()), ['a', 'b'], { net, clock });

    const { grant_type: type, assertion = '' } = formSent();
    const [header = '', claims = '', signature = ''] = assertion.split('.');
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    const at = clock.now() / 1_000;
    expect(type).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(read(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    expect(read(claims)).toEqual({
      iss: 'robot@project.test',
      scope: 'a b',
      aud: `${peer.url}/token`,
      iat: at,
      exp: at + 3_600,
    });
    const signed = Buffer.from(`${header}.${claims}`);
    const publicKey = createPublicKey(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it.each([
    ['no JSON', { service_account: 'xyz-not-json' }],
    ['no key file', { service_account: '{"a":"xyz"}' }],
    ['no key in it', keyFile({ private_key: 'xyz' })],
    [
      'a key of another kind',
      keyFile({
        private_key: generateKeyPairSync('ed25519').privateKey.export({
          type: 'pkcs8',
          format: 'pem',
        }),
      }),
    ],
  ])('says what it wants when there is %s, and quotes nothing', async (_what, fields) => {
    const asked = serviceAccountGrant(await opened('google', fields), [], { net, clock });

    await expect(asked).rejects.toMatchObject({
      code: 'connection_rejected',
      message: expect.not.stringContaining('xyz'),
    });
  });
});

describe('a token server', () => {
  it.each<[PeerReply, string, boolean]>([
    [{ status: 400, body: '{"error":"invalid_grant"}' }, 'connection_rejected', false],
    [{ status: 401, body: 'no' }, 'connection_rejected', false],
    [{ status: 302, headers: { location: '/elsewhere' } }, 'connection_rejected', false],
    [{ status: 200, body: '<html>' }, 'connection_rejected', false],
    [{ status: 200, body: '{"access_token":"a\\nb"}' }, 'connection_rejected', false],
    [{ status: 200, body: '{"access_token":7}' }, 'connection_rejected', false],
    [{ status: 429, body: '' }, 'remote_unavailable', true],
    [{ status: 503, body: '{"error":"away"}' }, 'remote_unavailable', true],
    [{ status: 200, body: 'x'.repeat(70_000) }, 'size_limit', false],
  ])('that answers %j fails the grant: %s', async (answer, code, retry) => {
    reply = answer;

    const asked = refreshTokenGrant(await opened('google', client), 'r', 'form', { net });

    await expect(asked).rejects.toMatchObject({ code, retry });
  });

  it('is quoted with the code of its refusal, and with nothing that may repeat a secret', async () => {
    const asked = async (error: string): Promise<string> => {
      reply = { status: 400, body: JSON.stringify({ error, error_description: 's&cret' }) };
      const connection = await opened('google', client);
      return refreshTokenGrant(connection, 'given', 'form', { net }).then(
        () => '',
        ({ message }: Error) => message,
      );
    };

    expect(await asked('invalid_grant')).toContain('400 (invalid_grant)');
    expect(await asked('s&cret')).not.toContain('cret');
  });
});
