import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { dialAny, OutboundHttp } from '@millwright/net';
import { leakCheck } from '@millwright/testing';
import type { ActionOutcome } from '../../../action.ts';
import { performAction } from '../../../perform-action.ts';
import { contextOf } from '../../../testing/context-of.ts';
import { ftpOptions } from '../ftp.options.ts';
import { performFtp } from '../perform-ftp.ts';
import { type FtpServer, startFtpServer } from '../testing/start-ftp-server.ts';

const nothingLeft = leakCheck();
const pem = (name: string): string =>
  readFileSync(
    new URL(`../../../../../net/src/testing/__fixtures__/${name}`, import.meta.url),
    'utf8',
  );
const key = pem('peer-key.pem');
const right = { key, cert: pem('trusted-peer-certificate.pem') };
/** Leads peer.test to this machine, and trusts the authority that vouches for it. */
const net = new OutboundHttp({
  allow: ['127.0.0.1'],
  resolve: () => Promise.resolve(['127.0.0.1']),
  authority: pem('trusted-ca.pem'),
});
const servers: FtpServer[] = [];
const serverWith = async (options: Parameters<typeof startFtpServer>[0]): Promise<FtpServer> => {
  const server = await startFtpServer(options);
  servers.push(server);
  await writeFile(join(server.folder, 'there.txt'), 'it is there');
  return server;
};
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await net.close();
  await nothingLeft();
});

const options = ({ port }: FtpServer) => ({
  protocol: 'ftps',
  host: 'peer.test',
  port,
  user: 'user',
  password: 'hunter22',
  uploads: { 'a.txt': 'over TLS' },
  downloads: ['a.txt', 'there.txt'],
});
const perform = (given: object): Promise<ActionOutcome> =>
  performAction('ftp', JSON.stringify(given), contextOf({ net }));

describe('the ftp action by TLS', () => {
  it('asks for TLS before it logs in, and protects the data', async () => {
    const outcome = await perform(options(await serverWith({ tls: right })));

    expect(outcome).toMatchObject({ ok: true });
    const { log, downloads } = JSON.parse(outcome.ok ? outcome.result : '') as {
      log: string;
      downloads: unknown;
    };
    expect(downloads).toMatchObject({
      'a.txt': { data: 'over TLS' },
      'there.txt': { data: 'it is there' },
    });
    const commands = log.split('\n').filter((line) => line.startsWith('>'));
    expect(commands.slice(0, 6)).toEqual([
      '> AUTH TLS',
      '> USER ********',
      '> PASS ********',
      '> OPTS UTF8 ON',
      '> PBSZ 0',
      '> PROT P',
    ]);
  });

  it('speaks TLS from the first byte on port 990', async () => {
    const server = await serverWith({ tls: right, isImplicit: true });
    const reading = ftpOptions.read(
      new Map<string, never>(
        Object.entries({
          ...options(server),
          uploads: undefined,
          downloads: ['there.txt'] as never,
        }) as never,
      ),
    );
    if (!reading.ok || !('server' in reading.options.at)) throw new Error('unread');
    // Whoever listens on 990 is root: the port is the server's only where the name leads.
    const led = new OutboundHttp({
      allow: ['127.0.0.1'],
      resolve: () => Promise.resolve(['127.0.0.1']),
      authority: pem('trusted-ca.pem'),
      dial: (addresses, port, signal) =>
        dialAny(addresses, port === 990 ? server.port : port, signal),
    });
    reading.options.at.server.port = 990;

    const outcome = await performFtp(reading.options, contextOf({ net: led }));
    await led.close();

    expect(outcome).toMatchObject({ ok: true });
  });

  it.each([
    ['of another host', 'trusted-other-certificate.pem'],
    ['that nobody vouches for', 'peer-certificate.pem'],
    ['that is over', 'expired-certificate.pem'],
  ])('sends no credentials under a certificate %s, unless verify is false', async (_what, name) => {
    const server = await serverWith({ tls: { key, cert: pem(name) } });

    const outcome = await perform(options(server));
    expect(outcome).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'remote_rejected', message: expect.stringContaining('certificate') },
    });
    expect(outcome.result).not.toContain('USER');

    expect(await perform({ ...options(server), verify: false })).toMatchObject({ ok: true });
  });

  it('does not log in where TLS is refused', async () => {
    const outcome = await perform(options(await serverWith({})));

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
    expect(outcome.result).not.toContain('USER');
  });

  it('sends no file where the server protects none, and takes nothing for an answer that came before TLS', async () => {
    const commands: string[] = [];
    const server = createServer((plain) => {
      plain.on('error', () => {}).write('220 Welcome.\r\n');
      plain.once('data', () => {
        plain.write('234 Begin.\r\n230 Logged in.\r\n');
        const secure = new TLSSocket(plain, { isServer: true, ...right });
        secure
          .on('error', () => {})
          .on('data', (line) => {
            const [name = ''] = String(line).split(/\s/);
            commands.push(name);
            secure.write(ANSWERS[name] ?? '200 Good.\r\n');
          });
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;

    const outcome = await perform({ ...options({ port } as FtpServer) });
    server.close();

    expect(outcome).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'remote_rejected', message: expect.stringContaining('PROT P') },
    });
    expect(commands).toEqual(['USER', 'PASS', 'OPTS', 'PBSZ', 'PROT']);
  });
});

const ANSWERS: Record<string, string> = {
  USER: '331 Password, please.\r\n',
  PASS: '230 Logged in.\r\n',
  PROT: '536 Not supported.\r\n',
};
