import { OutboundHttp } from '@millwright/net';
import { leakCheck, startFtpPeer, until } from '@millwright/testing';
import ssh2 from 'ssh2';
import type { ActionOutcome } from '../../../action.ts';
import { contextOf } from '../../../testing/context-of.ts';
import { ftpOptions } from '../ftp.options.ts';
import { performFtp } from '../perform-ftp.ts';
import { optionsOf } from '../testing/options-of.ts';
import {
  type SftpHandlers,
  type SftpServer,
  startSftpServer,
} from '../testing/start-sftp-server.ts';

const { STATUS_CODE } = ssh2.utils.sftp;
const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const patience = { connectMs: 2_000, idleMs: 500, pausesMs: [1, 3] };
const servers: { close(): Promise<void> }[] = [];
const serverWith = async (
  handlers: SftpHandlers,
  options: Parameters<typeof startSftpServer>[0] = {},
): Promise<SftpServer> => {
  const server = await startSftpServer({ ...options, handlers });
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
  { port }: { port: number },
  given: Record<string, unknown> = {},
  signal = new AbortController().signal,
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
    contextOf({ net, signal }),
    patience,
  );
const nothing = (): void => {};

describe('an SFTP server that means no good', () => {
  it.each([
    ['never greets', ''],
    ['is no SSH server', '220 Welcome.'],
    ['greets without an end', '220 Welcome.\r\n'.repeat(2_000)],
  ])('is given up when it %s', async (_what, greeting) => {
    const peer = await startFtpPeer({ greeting });
    servers.push(peer);

    const outcome = await perform(peer);

    expect(outcome).toMatchObject({ ok: false, error: { code: expect.any(String) } });
    expect(JSON.stringify(outcome)).not.toContain('hunter22');
  });

  it('is given up when it never answers a login', async () => {
    const outcome = await perform(await serverWith({}, { authenticate: nothing }));

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
  });

  it.each(['OPEN', 'READ'])('is given up when it is silent after %s', async (name) => {
    const outcome = await perform(await serverWith({ [name]: nothing }));

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
  });

  it('is cut off at 20 MB of a file without an end', async () => {
    let asked = 0;
    const outcome = await perform(
      await serverWith({
        READ: (sftp, id, _handle: Buffer, _at: number, length: number) => {
          asked += length;
          sftp.data(id, Buffer.alloc(length));
        },
      }),
    );

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
    // With what was asked for ahead.
    expect(asked).toBeLessThan(24_000_000);
  });

  it('gets no more room than it was asked to fill', async () => {
    const outcome = await perform(
      await serverWith({
        READ: (sftp, id, _handle: Buffer, at: number, length: number) => {
          if (at > 0) return sftp.status(id, STATUS_CODE.EOF);
          sftp.data(id, Buffer.alloc(length + 1_000));
        },
      }),
    );

    const { downloads } = JSON.parse(outcome.result!) as {
      downloads: Record<string, { size: number }>;
    };
    expect(downloads['there.txt']!.size).toBe(30_720);
  });

  it('is read right when it sends less than was asked for, or nothing where the file ends', async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_none, at) => at % 251));
    const server = await serverWith({
      READ: (sftp, id, _handle: Buffer, at: number, length: number) =>
        sftp.data(id, bytes.subarray(at, at + Math.min(length, 1_000))),
    });

    const outcome = await perform(server);

    const { downloads } = JSON.parse(outcome.result!) as {
      downloads: Record<string, { data_base64: string }>;
    };
    expect(downloads['there.txt']!.data_base64).toBe(bytes.toString('base64'));
  });

  it('is asked three times while it fails, and on a new login when it broke off', async () => {
    let opened = 0;
    const failing = await serverWith({
      OPEN: (sftp, id) => {
        opened += 1;
        sftp.status(id, STATUS_CODE.FAILURE);
      },
    });
    expect(await perform(failing)).toMatchObject({
      ok: false,
      retry: true,
      error: { code: 'remote_unavailable' },
    });
    expect([opened, failing.connections]).toEqual([3, 1]);

    const breaking = await serverWith({ OPEN: (sftp) => sftp.end() });
    expect(await perform(breaking)).toMatchObject({
      ok: false,
      retry: true,
      error: { code: 'network' },
    });
    expect(breaking.connections).toBe(3);
  });

  it('does not get the password into what is kept by repeating it', async () => {
    const server = await serverWith(
      { OPEN: (sftp, id) => sftp.status(id, STATUS_CODE.NO_SUCH_FILE, 'no hunter22 here') },
      { config: { banner: 'hunter22 is what everybody takes' } },
    );

    const outcome = await perform(server);

    expect(outcome).toMatchObject({ ok: false, error: { code: 'remote_rejected' } });
    expect(JSON.stringify(outcome)).not.toContain('hunter22');
    expect(outcome.result).toContain('******** is what everybody takes');
  });

  it('is left when it has no SFTP', async () => {
    const server = await startSftpServer({
      onConnection: (connection) =>
        void connection.on('ready', () => {
          connection.removeAllListeners('session');
          connection.on('session', (accept) => void accept());
        }),
    });
    servers.push(server);

    expect(await perform(server)).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'remote_rejected', message: expect.stringContaining('no SFTP') },
    });
  });

  it('is left at once when the action must end', async () => {
    let isRead = false;
    const server = await serverWith({ READ: () => void (isRead = true) });
    const stop = new AbortController();
    const performing = perform(server, {}, stop.signal);
    await until(() => isRead);

    stop.abort(new Error('stopped'));

    await expect(performing).rejects.toBeDefined();
  });
});
