import { type AddressInfo, createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { OutboundHttp } from '@millwright/net';
import { type FtpCommand, type FtpPeer, leakCheck, startFtpPeer, until } from '@millwright/testing';
import type { ActionOutcome } from '../../../action.ts';
import { contextOf } from '../../../testing/context-of.ts';
import { ftpOptions } from '../ftp.options.ts';
import { performFtp } from '../perform-ftp.ts';
import { optionsOf } from '../testing/options-of.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
/** As servers get, in a thousandth of the time. */
const patience = { connectMs: 2_000, idleMs: 300, pausesMs: [1, 3] };
const peers: FtpPeer[] = [];
const peerWith = async (
  commands: Record<string, FtpCommand>,
  greeting?: string,
): Promise<FtpPeer> => {
  const peer = await startFtpPeer({ commands, ...(greeting !== undefined && { greeting }) });
  peer.files.set('there.txt', Buffer.from('it is there'));
  peers.push(peer);
  return peer;
};
afterAll(async () => {
  await Promise.all(peers.map((peer) => peer.close()));
  await net.close();
  await nothingLeft();
});

const perform = (
  { port }: { port: number },
  over: Record<string, unknown> = { downloads: ['there.txt'] },
  signal = new AbortController().signal,
): Promise<ActionOutcome> =>
  performFtp(
    optionsOf(ftpOptions, { host: '127.0.0.1', port, user: 'user', password: 'hunter22', ...over }),
    contextOf({ net, signal }),
    patience,
  );
const downloadsOf = (outcome: ActionOutcome): unknown => {
  expect(outcome).toMatchObject({ ok: true });
  return (JSON.parse(outcome.result!) as { downloads: unknown }).downloads;
};
const THERE = { 'there.txt': { size: 11, data: 'it is there', data_base64: 'aXQgaXMgdGhlcmU=' } };
const ofBytes = (text: string, control: Socket): void => {
  for (const letter of text) control.write(letter);
};

describe('a server that tries to keep us', () => {
  it('is given up when it says nothing', async () => {
    const outcome = await perform(await peerWith({}, ''));

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
  });

  it.each(['USER', 'PASS', 'EPSV', 'RETR'])(
    'is given up when it is silent after %s',
    async (at) => {
      const outcome = await perform(await peerWith({ [at]: () => undefined }));

      expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
      expect(outcome.result).toContain('> USER ********');
    },
  );

  it('is given up when a download begins and never goes on', async () => {
    const outcome = await perform(
      await peerWith({
        RETR: async (_path, { data, say }) => {
          say('150 Soon.');
          (await data()).write('it is');
          return undefined;
        },
      }),
    );

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
  });

  it('is given up when it takes no bytes of an upload', async () => {
    const outcome = await perform(
      await peerWith({
        STOR: async (_path, { data, say }) => {
          (await data()).pause();
          say('150 Go on.');
          return undefined;
        },
      }),
      { uploads: { large: 'x'.repeat(19_000_000) } },
    );

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'timeout' } });
  });

  it.each([
    ['an answer without an end', '220-Welcome\r\n'],
    ['a line without an end', '220 '],
    ['answers that end nothing', '150 Soon.\r\n'],
  ])('is given up after %s', async (_what, text) => {
    const peer = await peerWith({
      RETR: (_name, { control }) => {
        const more = (): void => {
          if (control.destroyed) return;
          if (control.write(text.repeat(100))) setImmediate(more);
          else control.once('drain', more);
        };
        more();
        return undefined;
      },
    });

    const outcome = await perform(peer);

    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'network', message: expect.stringContaining('more than 65536 bytes') },
    });
    expect(outcome.result!.length).toBeLessThan(80_000);
  });

  it('is left at once when the action must end', async () => {
    const peer = await peerWith({ RETR: () => undefined });
    const stop = new AbortController();
    const performing = perform(peer, undefined, stop.signal);
    await until(() => peer.commands.includes('RETR there.txt'));

    stop.abort(new Error('stopped'));

    await expect(performing).rejects.toBeDefined();
  });
});

describe('a server that sends too much', () => {
  it('is cut off at 20 MB of an endless download', async () => {
    let sent = 0;
    const peer = await peerWith({
      RETR: async (_path, { data, say }) => {
        say('150 Here it comes.');
        const socket = await data();
        const more = (): void => {
          sent += 65_536;
          if (socket.destroyed) return;
          if (socket.write(Buffer.alloc(65_536))) setImmediate(more);
          else socket.once('drain', more);
        };
        more();
        return undefined;
      },
    });

    const outcome = await perform(peer);

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'size_limit' } });
    expect(sent).toBeGreaterThan(20_000_000);
    expect(sent).toBeLessThan(60_000_000);
  });
});

describe('a server that leads us elsewhere', () => {
  it('gets no data connection to another host: only the port of its answer counts', async () => {
    const elsewhere = createServer();
    let visits = 0;
    elsewhere.on('connection', (socket) => {
      visits += 1;
      socket.destroy();
    });
    await once(elsewhere.listen(0, '127.0.0.2'), 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    const peer = await peerWith({
      EPSV: () => '500 What?',
      PASV: () => `227 Entering (127,0,0,2,${port >> 8},${port & 255}).`,
    });

    const outcome = await perform(peer);
    elsewhere.close();

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'network' } });
    expect(visits).toBe(0);
  });

  it.each([
    ['229 Entering (||::1|6446|)', '229'],
    ['229 Entering (|||0|)', '229'],
    ['229 Entering (|||70000|)', '229'],
  ])('is not followed to %s', async (answer) => {
    const outcome = await perform(await peerWith({ EPSV: () => answer }));

    expect(outcome).toMatchObject({ ok: false, error: { code: 'network' } });
  });

  it('is reached for data, too, where the rules open its name alone', async () => {
    const byName = new OutboundHttp({
      allow: ['files.test'],
      resolve: () => Promise.resolve(['127.0.0.1']),
    });
    const { port } = await peerWith({});
    const login = { host: 'files.test', port, user: 'user', password: 'hunter22' };

    const outcome = await performFtp(
      optionsOf(ftpOptions, { ...login, downloads: ['there.txt'] }),
      contextOf({ net: byName }),
      patience,
    );
    await byName.close();

    expect(downloadsOf(outcome)).toEqual(THERE);
  });

  it('is asked by PASV where it does not know EPSV, once', async () => {
    const peer = await peerWith({ EPSV: () => '502 What?' });
    peer.files.set('b', Buffer.from('b'));

    const outcome = await perform(peer, { downloads: ['there.txt', 'b'] });

    expect(downloadsOf(outcome)).toMatchObject(THERE);
    expect(peer.commands.filter((line) => line === 'EPSV')).toHaveLength(1);
    expect(peer.commands.filter((line) => line === 'PASV')).toHaveLength(2);
  });

  it('may name paths in its answers as it likes: files are known by the paths that were given', async () => {
    const peer = await peerWith({
      RETR: async (_path, { data, say }) => {
        say('150 Opening ../../etc/passwd (99999999999999 bytes).');
        (await data()).end('it is there');
        return '226 Sent ../../etc/passwd.';
      },
    });

    expect(downloadsOf(await perform(peer))).toEqual(THERE);
  });
});

describe('a server on a bad network', () => {
  it('is understood when its answers come in pieces, or several at once', async () => {
    const peer = await peerWith(
      {
        USER: (_name, { control }) => void ofBytes('331-One\r\n 331 two\r\n331 three\r\n', control),
        RETR: async (_path, { control, data }) => {
          (await data()).end('it is there');
          control.write('150 Here.\r\n226 There.\r\n');
          return undefined;
        },
      },
      '220-Welcome\r\n to us\r\n220-and\r\n220 you',
    );

    expect(downloadsOf(await perform(peer))).toEqual(THERE);
  });

  it('that resets a transfer has it tried again on a new login', async () => {
    let tries = 0;
    const peer = await peerWith({
      RETR: async (_path, { control, data, say }) => {
        tries += 1;
        say('150 Here it comes.');
        const socket = await data();
        if (tries < 3) {
          socket.resetAndDestroy();
          control.resetAndDestroy();
          return undefined;
        }
        socket.end('it is there');
        return '226 Sent.';
      },
    });

    expect(downloadsOf(await perform(peer))).toEqual(THERE);
    expect(peer.logins).toBe(3);
  });

  it.each([
    ['STOR', { uploads: { a: 'a' } }],
    ['RETR', { downloads: ['there.txt'] }],
  ])('that answers %s with 4xx is asked three times within one login', async (name, over) => {
    const peer = await peerWith({ [name]: () => '450 Busy.' });

    const outcome = await perform(peer, over);

    expect(outcome).toMatchObject({
      ok: false,
      retry: true,
      error: { code: 'remote_unavailable', message: expect.stringContaining('450 Busy.') },
    });
    expect(peer.commands.filter((line) => line.startsWith(name))).toHaveLength(3);
    expect(peer.logins).toBe(1);
  });

  it('that refuses for good is asked once', async () => {
    const peer = await peerWith({ STOR: () => '553 Not permitted.' });

    const outcome = await perform(peer, { uploads: { a: 'a' }, downloads: ['there.txt'] });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
    expect(peer.commands.filter((line) => /^(STOR|RETR)/.test(line))).toEqual(['STOR a']);
  });

  it('says itself why an upload broke off', async () => {
    const peer = await peerWith({
      STOR: async (_path, { data, say }) => {
        say('150 Go on.');
        (await data()).resetAndDestroy();
        return '552 The disk is full.';
      },
    });

    const outcome = await perform(peer, { uploads: { a: 'x'.repeat(10_000_000) } });

    expect(outcome).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'remote_rejected', message: expect.stringContaining('The disk is full') },
    });
  });

  it('that has too many guests is asked again later', async () => {
    const outcome = await perform(await peerWith({}, '421 Too many connections.'));

    expect(outcome).toMatchObject({ ok: false, retry: true, error: { code: 'network' } });
  });

  it('is no FTP server at all', async () => {
    const outcome = await perform(await peerWith({}, 'SSH-2.0-OpenSSH_9.2'));

    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'network', message: expect.stringContaining('does not speak FTP') },
    });
  });
});

describe('a server that repeats the password', () => {
  it('does not get it into result or message', async () => {
    const peer = await peerWith(
      {
        PASS: (word) => `530-Wrong: ${word}\r\n ${encodeURIComponent(word)}\r\n530 Not "${word}".`,
      },
      '220 hunter22 is what everybody takes',
    );

    const outcome = await perform(peer);

    expect(outcome).toMatchObject({ ok: false, error: { code: 'remote_rejected' } });
    expect(JSON.stringify(outcome)).not.toContain('hunter22');
    expect(outcome.result).toContain('530-Wrong: ********');
  });
});
