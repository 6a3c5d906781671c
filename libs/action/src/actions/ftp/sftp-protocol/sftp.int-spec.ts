import { GivenConnections } from '@millwright/connection/testing';
import { OutboundHttp } from '@millwright/net';
import { leakCheck } from '@millwright/testing';
import ssh2 from 'ssh2';
import type { ActionOutcome, TransactionContext } from '../../../action.ts';
import { contextOf } from '../../../testing/context-of.ts';
import { ftpOptions } from '../ftp.options.ts';
import { performFtp } from '../perform-ftp.ts';
import { optionsOf } from '../testing/options-of.ts';
import { makeKeyPair, type SftpServer, startSftpServer } from '../testing/start-sftp-server.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const patience = { connectMs: 2_000, idleMs: 2_000, pausesMs: [1, 3] };
const servers: SftpServer[] = [];
const serverWith = async (
  options: Parameters<typeof startSftpServer>[0] = {},
): Promise<SftpServer> => {
  const server = await startSftpServer(options);
  server.files.set('there.txt', Buffer.from('it is there'));
  servers.push(server);
  return server;
};
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await net.close();
  await nothingLeft();
});

const perform = (
  { port }: SftpServer,
  given: Record<string, unknown> = {},
  over: Partial<TransactionContext> = {},
): Promise<ActionOutcome> =>
  performFtp(
    optionsOf(ftpOptions, {
      protocol: 'sftp',
      host: '127.0.0.1',
      port,
      user: 'user',
      password: 'hunter22',
      downloads: ['there.txt'],
      ...given,
    }),
    contextOf({ net, ...over }),
    patience,
  );
const listed = ({ port, hostKeys }: SftpServer): string =>
  hostKeys.map((key) => `[127.0.0.1]:${port} ${key}\n`).join('');

describe('the ftp action by SFTP', () => {
  it('uploads, then downloads, and tells what was done', async () => {
    const server = await serverWith();
    const large = Buffer.from(Array.from({ length: 300_000 }, (_none, at) => at % 251));

    const outcome = await perform(server, {
      uploads: { 'ü 1.txt': 'ünï', large: { base64: large.toString('base64') }, empty: '' },
      downloads: ['large', 'empty', 'there.txt'],
    });

    expect(outcome).toMatchObject({ ok: true });
    const { log, ...result } = JSON.parse(outcome.result!) as { log: string };
    expect(result).toEqual({
      uploads: { 'ü 1.txt': { size: 5 }, large: { size: 300_000 }, empty: { size: 0 } },
      downloads: {
        large: {
          size: 300_000,
          data: large.toString('utf8'),
          data_base64: large.toString('base64'),
        },
        empty: { size: 0, data: '', data_base64: '' },
        'there.txt': { size: 11, data: 'it is there', data_base64: 'aXQgaXMgdGhlcmU=' },
      },
    });
    expect(server.files.get('large')).toEqual(large);
    expect(log).toMatch(/^< host key ssh-ed25519 SHA256:[\w+/]{43}$/m);
    expect(log.split('\n')).toEqual(expect.arrayContaining(['> put ü 1.txt', '> get there.txt']));
    expect(log).not.toContain('hunter22');
  });

  it('takes 20 MB together and not one byte more', async () => {
    const server = await serverWith();
    server.files.set('large', Buffer.alloc(20_000_000));

    expect(await perform(server, { downloads: ['large'] })).toMatchObject({ ok: true });
    expect(await perform(server, { downloads: ['large', 'there.txt'] })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'size_limit' },
    });
  });

  it('logs in by key, and by key and password where both are wanted', async () => {
    const { private: pem, public: line } = makeKeyPair('ed25519');
    const mine = ssh2.utils.parseKey(line) as { getPublicSSH(): Buffer };
    const seen: string[] = [];
    const server = await serverWith({
      authenticate(context) {
        seen.push(context.method);
        if (context.method === 'publickey') {
          const isMine = context.key.data.equals(mine.getPublicSSH());
          if (!isMine) return context.reject();
          return context.signature === undefined
            ? context.accept()
            : context.reject(['password'], true);
        }
        return context.method === 'password' ? context.accept() : context.reject();
      },
    });

    expect(await perform(server, { private_key_pem: pem })).toMatchObject({ ok: true });
    expect(seen).toEqual(['publickey', 'publickey', 'password']);
  });

  it('answers a server that asks for the password in a dialogue', async () => {
    const server = await serverWith({
      authenticate(context) {
        if (context.method !== 'keyboard-interactive') {
          return context.reject(['keyboard-interactive']);
        }
        context.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) =>
          answer === 'hunter22' ? context.accept() : context.reject(),
        );
      },
    });

    expect(await perform(server)).toMatchObject({ ok: true });
  });

  it.each([
    ['a login that is refused', { password: 'wrong' }, 'remote_rejected'],
    ['a file that is not there', { downloads: ['nowhere'] }, 'remote_rejected'],
    ['a file that it may not write', { uploads: { forbidden: 'x' } }, 'remote_rejected'],
    ['a private key that is none', { private_key: 'hunter22' }, 'invalid_options'],
  ])('fails for good after %s', async (_what, given, code) => {
    const outcome = await perform(await serverWith(), given);

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code } });
    expect(JSON.stringify(outcome)).not.toMatch(/hunter22|wrong/);
  });
});

describe('the key of a host', () => {
  it.each(['ed25519', 'rsa', 'ecdsa'] as const)(
    'of type %s holds when it is listed',
    async (type) => {
      const server = await serverWith({ keyTypes: [type] });

      expect(await perform(server, { verify: true, known_hosts: listed(server) })).toMatchObject({
        ok: true,
      });
    },
  );

  it('is asked for by the type that is listed, when the host has several', async () => {
    const server = await serverWith({ keyTypes: ['ed25519', 'ecdsa', 'rsa'] });
    const [, , rsa] = listed(server).split('\n');

    expect(await perform(server, { verify: true, known_hosts: rsa })).toMatchObject({ ok: true });
  });

  it.each([
    [
      'another',
      (server: SftpServer, other: SftpServer) => listed(server).replace(...keysOf(server, other)),
    ],
    ['one of another port', (server: SftpServer) => listed(server).replace(/:\d+/, ':1')],
    [
      'one that is revoked',
      (server: SftpServer) => `${listed(server)}@revoked * ${server.hostKeys[0]}`,
    ],
    ['nothing that can be read', () => 'known to me'],
  ])('is refused before any credentials are sent when the list has %s', async (_what, listOf) => {
    const server = await serverWith({ authenticate: () => (asked += 1) });
    let asked = 0;
    const list = listOf(server, await serverWith());

    const outcome = await perform(server, { verify: true, known_hosts: list });

    expect(outcome).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'remote_rejected', message: expect.stringContaining('SHA256:') },
    });
    expect(asked).toBe(0);
  });

  it('is not looked at unless verify is true, and this is said', async () => {
    const server = await serverWith();
    const given = { known_hosts: 'x.test ssh-ed25519 AAAA', verify: false };

    expect(await perform(server, given)).toMatchObject({ ok: true });
  });

  it('holds or not by the known_hosts of a Connection', async () => {
    const [server, other] = [await serverWith(), await serverWith()];
    const connections = new GivenConnections(
      ...[server, other].map(({ port }, at) => ({
        name: `files ${at}`,
        type: 'ftp' as const,
        fields: {
          protocol: 'sftp',
          host: '127.0.0.1',
          port,
          user: 'user',
          password: 'hunter22',
          known_hosts: listed(server),
        },
      })),
    );
    const by = (account: string): Promise<ActionOutcome> =>
      performFtp(
        optionsOf(ftpOptions, { account, downloads: ['there.txt'] }),
        contextOf({ net, connections }),
        patience,
      );

    expect(await by('files 0')).toMatchObject({ ok: true });
    expect(await by('files 1')).toMatchObject({ ok: false, error: { code: 'remote_rejected' } });
  });
});

const keysOf = (server: SftpServer, other: SftpServer): [string, string] => [
  server.hostKeys[0]!,
  other.hostKeys[0]!,
];
