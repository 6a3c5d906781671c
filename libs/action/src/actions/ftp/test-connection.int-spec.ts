import type { ConnectionSource, OpenConnection } from '@millwright/connection';
import { GivenConnections } from '@millwright/connection/testing';
import { newId, systemClock } from '@millwright/kernel';
import { OutboundHttp } from '@millwright/net';
import { type FtpPeer, leakCheck, startFtpPeer } from '@millwright/testing';
import { noActionPorts } from '../../testing/context-of.ts';
import { ftpTest } from './test-connection.ts';
import { type SftpServer, startSftpServer } from './testing/start-sftp-server.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let ftp: FtpPeer;
let sftp: SftpServer;

beforeAll(async () => {
  [ftp, sftp] = await Promise.all([startFtpPeer(), startSftpServer()]);
});
afterAll(async () => {
  await Promise.all([ftp.close(), sftp.close(), net.close()]);
  await nothingLeft();
});

const opened = (fields: Record<string, unknown>): Promise<OpenConnection<'ftp'>> => {
  const login = { host: '127.0.0.1', user: 'user', password: 'hunter22' };
  const given: ConnectionSource = new GivenConnections({
    name: 'files',
    type: 'ftp',
    fields: { ...login, ...fields },
  });
  return given.open(newId(), { types: ['ftp'], asker: 'a test' });
};
const test = async (fields: Record<string, unknown>): Promise<string> => {
  const { tokens } = noActionPorts;
  const signal = new AbortController().signal;
  return ftpTest(await opened(fields), { net, tokens, signal, clock: systemClock });
};

describe('the test of a Connection to a server for files', () => {
  it('logs in, asks where it is, and changes nothing', async () => {
    const told = await test({ port: ftp.port });

    expect(told).toBe('signed in as user by ftp; paths begin in /');
    expect(ftp.commands.map((line) => line.split(' ')[0])).toEqual([
      ...['USER', 'PASS', 'OPTS', 'TYPE', 'PWD', 'QUIT'],
    ]);
  });

  it('knows SFTP as well', async () => {
    expect(await test({ protocol: 'sftp', port: sftp.port })).toBe(
      'signed in as user by sftp; paths begin in /home/user',
    );
  });

  it.each(['ftp', 'sftp'])(
    'says that credentials are refused, without showing them (%s)',
    async (protocol) => {
      const { port } = protocol === 'ftp' ? ftp : sftp;

      const testing = test({ protocol, port, password: 'not the one' });

      await expect(testing).rejects.toMatchObject({ code: 'connection_rejected' });
      await expect(testing).rejects.not.toThrow('not the one');
    },
  );

  it('says what a Connection lacks that is to verify its host', async () => {
    await expect(test({ protocol: 'sftp', port: sftp.port, verify: true })).rejects.toMatchObject({
      code: 'connection_rejected',
      message: expect.stringContaining('known_hosts'),
    });
  });

  it('says that nobody is there', async () => {
    await expect(test({ port: 1 })).rejects.toMatchObject({ code: 'network' });
  });
});
