import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GivenConnections } from '@millwright/connection/testing';
import { OutboundHttp } from '@millwright/net';
import { leakCheck } from '@millwright/testing';
import type { ActionOutcome, TransactionContext } from '../../action.ts';
import { performAction } from '../../perform-action.ts';
import { actionConformance } from '../../testing/action.conformance.ts';
import { contextOf } from '../../testing/context-of.ts';
import { ftp } from './ftp.action.ts';
import { type FtpServer, startFtpServer } from './testing/start-ftp-server.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
let server: FtpServer;

beforeAll(async () => {
  server = await startFtpServer();
  await writeFile(join(server.folder, 'there.txt'), 'it is there');
});
afterAll(async () => {
  await server.close();
  await net.close();
  await nothingLeft();
});

const login = () => ({
  host: '127.0.0.1',
  port: server.port,
  user: 'user',
  password: 'hunter22',
});
const perform = (
  options: Record<string, unknown>,
  over: Partial<TransactionContext> = {},
): Promise<ActionOutcome> =>
  performAction('ftp', JSON.stringify(options), contextOf({ net, ...over }));
const resultOf = (outcome: ActionOutcome): Record<string, unknown> => {
  expect(outcome).toMatchObject({ ok: true });
  return JSON.parse(outcome.result!) as Record<string, unknown>;
};

actionConformance(ftp, {
  open: async () => ({ context: contextOf({ net }) }),
  valid: () => [
    JSON.stringify({ ...login(), downloads: ['there.txt'] }),
    JSON.stringify({
      ...login(),
      port: String(server.port),
      protocol: 'FTP',
      verify: 'true',
      mode: 'ASCII',
      uploads: { 'a.txt': 'a', 'b.bin': { base64: 'AP8=' } },
      account: '',
      private_key: '',
    }),
  ],
  refused: [
    { options: '{"downloads":["a"]}', path: 'options.host' },
    { options: '{"downloads":["a"]}', path: 'options.user' },
    { options: '{"host":"x.test","user":"u"}', path: 'options' },
    { options: '{"host":"ftp://x.test","user":"u","downloads":["a"]}', path: 'options.host' },
    { options: '{"host":"x.test:21","port":0}', path: 'options.port' },
    { options: '{"host":"x.test","protocol":"scp"}', path: 'options.protocol' },
    { options: '{"host":"x.test","mode":"text"}', path: 'options.mode' },
    { options: '{"host":"x.test","user":"u\\r\\nDELE a"}', path: 'options.user' },
    { options: '{"host":"x.test","user":"u","password":"p\\nq"}', path: 'options.password' },
    {
      options: '{"host":"x.test","user":"u","downloads":["a\\r\\nQUIT"]}',
      path: 'options.downloads[0]',
    },
    {
      options: '{"host":"x.test","user":"u","downloads":["a","b\\u0000"]}',
      path: 'options.downloads[1]',
    },
    { options: '{"host":"x.test","user":"u","downloads":[""]}', path: 'options.downloads[0]' },
    { options: '{"host":"x.test","user":"u","downloads":"a"}', path: 'options.downloads' },
    {
      options: '{"host":"x.test","user":"u","uploads":{"a\\nb":"x"}}',
      path: 'options.uploads.a\nb',
    },
    {
      options: '{"host":"x.test","user":"u","uploads":{"a":{"plaintext":"x"}}}',
      path: 'options.uploads.a',
    },
    { options: '{"host":"x.test","user":"u","uploads":["a"]}', path: 'options.uploads' },
    {
      options: '{"protocol":"sftp","host":"x.test","user":"u","verify":true,"downloads":["a"]}',
      path: 'options.known_hosts',
    },
    { options: '{"account":"a","host":"x.test","downloads":["a"]}', path: 'options.host' },
    { options: '{"account":"a","verify":false,"downloads":["a"]}', path: 'options.verify' },
  ],
  secret: () => ({
    options: JSON.stringify({ ...login(), password: 'hunter22', downloads: ['hunter22.txt'] }),
    secret: 'hunter22',
  }),
});

describe('the ftp action at a published FTP server', () => {
  it('uploads, then downloads, and tells what was said', async () => {
    const result = resultOf(
      await perform({
        ...login(),
        uploads: {
          'ü 1.txt': 'ünï',
          '/two.bin': { base64: 'AP8=' },
          ' led.txt': 'by a space',
          empty: '',
        },
        downloads: ['two.bin', '/ü 1.txt', 'there.txt', 'there.txt', ' led.txt', 'empty'],
      }),
    );

    expect(result).toEqual({
      log: expect.any(String),
      uploads: {
        'ü 1.txt': { size: 5 },
        '/two.bin': { size: 2 },
        ' led.txt': { size: 10 },
        empty: { size: 0 },
      },
      downloads: {
        'two.bin': { size: 2, data: '\0\ufffd', data_base64: 'AP8=' },
        '/ü 1.txt': { size: 5, data: 'ünï', data_base64: 'w7xuw68=' },
        'there.txt': { size: 11, data: 'it is there', data_base64: 'aXQgaXMgdGhlcmU=' },
        ' led.txt': { size: 10, data: 'by a space', data_base64: 'YnkgYSBzcGFjZQ==' },
        empty: { size: 0, data: '', data_base64: '' },
      },
    });
    expect(await readFile(join(server.folder, 'two.bin'))).toEqual(Buffer.from([0, 255]));
    const log = String(result['log']).split('\n');
    expect(log).toEqual(expect.arrayContaining(['> USER ********', '> PASS ********']));
    expect(log).toContain('> STOR ü 1.txt');
    expect(log.indexOf('> STOR /two.bin')).toBeGreaterThan(log.indexOf('> STOR ü 1.txt'));
    expect(log.indexOf('> RETR two.bin')).toBeGreaterThan(log.indexOf('> STOR /two.bin'));
    expect(log.at(-2)).toBe('> QUIT');
  });

  it('moves 20 MB, byte for byte, and not one more', async () => {
    const bytes = Buffer.alloc(20_000_000, 'a line of text\n');
    await writeFile(join(server.folder, 'large'), bytes);
    await writeFile(join(server.folder, 'one'), 'x');

    const whole = resultOf(await perform({ ...login(), downloads: ['large'] }));
    const { large } = whole['downloads'] as Record<string, { size: number; data: string }>;
    expect(large!.size).toBe(20_000_000);
    expect(large!.data === bytes.toString()).toBe(true);

    expect(await perform({ ...login(), downloads: ['large', 'one'] })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'size_limit', message: expect.stringContaining('20000000') },
    });
  });

  it('ends lines as the wire wants them in ascii mode', async () => {
    const result = resultOf(
      await perform({
        ...login(),
        mode: 'ascii',
        uploads: { 'lines.txt': 'one\ntwo\r\nthree' },
        downloads: ['lines.txt'],
      }),
    );

    expect(result['uploads']).toEqual({ 'lines.txt': { size: 14 } });
    expect(await readFile(join(server.folder, 'lines.txt'), 'latin1')).toBe('one\r\ntwo\r\nthree');
    expect(result['downloads']).toMatchObject({
      'lines.txt': { size: 13, data: 'one\ntwo\nthree' },
    });
  });

  it.each([
    ['a login that is refused', { password: 'wrong', downloads: ['there.txt'] }],
    ['a user that is refused', { user: 'nobody', downloads: ['there.txt'] }],
    ['a file that is not there', { downloads: ['nowhere.txt'] }],
  ])('fails for good after %s, and keeps what was said', async (_what, over) => {
    const outcome = await perform({ ...login(), ...over });

    expect(outcome).toMatchObject({ ok: false, retry: false, error: { code: 'remote_rejected' } });
    const { log, ...rest } = JSON.parse(outcome.result!) as { log: string };
    expect(log).toMatch(/< [45]\d\d/);
    expect(log).not.toContain('wrong');
    expect(rest).toEqual({});
  });

  it('goes nowhere that the rules for addresses forbid', async () => {
    const strict = new OutboundHttp();

    expect(await perform({ ...login(), downloads: ['a'] }, { net: strict })).toMatchObject({
      ok: false,
      retry: false,
      error: { code: 'address_forbidden' },
    });
    await strict.close();
  });
});

describe('the ftp action with an account', () => {
  const connections = () =>
    new GivenConnections({
      name: 'files',
      type: 'ftp',
      fields: { host: '127.0.0.1', port: server.port, user: 'user', password: 'hunter22' },
    });

  it('has server and credentials from the Connection', async () => {
    const outcome = await perform(
      { account: 'files', downloads: ['there.txt'] },
      { connections: connections() },
    );

    expect(resultOf(outcome)['downloads']).toMatchObject({ 'there.txt': { data: 'it is there' } });
    expect(outcome.result).not.toContain('hunter22');
  });

  it('fails when there is no such Connection', async () => {
    const outcome = await perform(
      { account: 'other', downloads: ['there.txt'] },
      { connections: connections() },
    );

    expect(outcome).toMatchObject({ ok: false, error: { code: 'connection_missing' } });
  });
});
