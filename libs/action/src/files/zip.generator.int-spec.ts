import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutboundHttp } from '@millwright/net';
import { type HttpPeer, leakCheck, startHttpPeer } from '@millwright/testing';
import { generateFile } from '../testing/generate-file.ts';

const nothingLeft = leakCheck();
const net = new OutboundHttp({ allow: ['127.0.0.1'] });
const folder = mkdtempSync(join(tmpdir(), 'millwright-zip-'));
let peer: HttpPeer;

beforeAll(async () => {
  peer = await startHttpPeer(({ url }) => {
    if (url === '/busy') return 503;
    return { status: 200, body: url === '/large' ? Buffer.alloc(20_000_001) : 'fetched' };
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([net.close(), peer.close()]);
  await nothingLeft();
});

/** What another program unpacks, by name. */
function unpacked(zip: Buffer, names: readonly string[], password?: string): string[] {
  const file = join(folder, 'a.zip');
  writeFileSync(file, zip);
  const key = password === undefined ? [] : ['-P', password];
  execFileSync('unzip', ['-tqq', ...key, file]);
  return names.map((name) => execFileSync('unzip', ['-p', ...key, file, name]).toString());
}
const depthOf = (zips: number): unknown =>
  zips === 0 ? 'inside' : { zip: { files: { inner: depthOf(zips - 1) } } };

it('packs files of every kind, in folders, for other programs to unpack', async () => {
  const files = {
    'a.txt': 'plain ü',
    'b/c.bin': { base64: 'AAE=' },
    'b/d/e': { url: peer.url },
    'ü.csv': { csv: [['x']] },
  };

  const { bytes, contentType } = await generateFile({ zip: { files } }, { net });

  expect(contentType).toBe('application/zip');
  expect(unpacked(bytes, Object.keys(files))).toEqual(['plain ü', '\0\x01', 'fetched', 'x\n']);
});

it('encrypts with ZipCrypto where there is a password', async () => {
  const secret = { 'a.txt': 'the content '.repeat(50), empty: '' };

  const { bytes } = await generateFile({ zip: { files: secret, password: 'pass word 1' } });

  expect(unpacked(bytes, Object.keys(secret), 'pass word 1')).toEqual(Object.values(secret));
  expect(() => unpacked(bytes, [], 'another')).toThrow();
  expect(bytes.includes('the content')).toBe(false);
  // Bit 0: encrypted. The method is deflate's, not that of AES (99).
  expect([bytes.readUInt16LE(6) & 1, bytes.readUInt16LE(8)]).toEqual([1, 8]);
});

it('packs zips within zips, five deep', async () => {
  let { bytes } = await generateFile(depthOf(5));

  for (let depth = 0; depth < 4; depth += 1) {
    writeFileSync(join(folder, 'outer.zip'), bytes);
    execFileSync('unzip', ['-oqq', join(folder, 'outer.zip'), '-d', folder]);
    bytes = readFileSync(join(folder, 'inner'));
  }
  expect(unpacked(bytes, ['inner'])).toEqual(['inside']);
  await expect(generateFile(depthOf(6))).rejects.toThrow(
    'zip: must not be nested deeper than 5 zips',
  );
});

it.each([
  [{}, 'zip.files: is required'],
  [{ files: {} }, 'zip.files: must have at least one file'],
  [{ files: [] }, 'zip.files: must be an object'],
  [{ files: { '../a': 'x' } }, 'zip.files.../a: must not lead elsewhere'],
  [
    { files: { a: { plaintext: 'x' } } },
    'zip.files.a: must be text or an object with exactly one key, one of base64, csv, pdf, url, zip',
  ],
  [{ files: { a: { zip: { files: { b: 1 } } } } }, 'zip.files.a.zip.files.b: must be text'],
  [{ files: { a: 'x' }, password: '' }, 'zip.password: must not be empty'],
  [{ files: { a: 'x' }, password: 1 }, 'zip.password: must be text'],
])('refuses %j', async (options, fault) => {
  await expect(generateFile({ zip: options })).rejects.toThrow(fault);
});

it('warns of options that there are not, within too', async () => {
  const { warnings } = await generateFile({
    zip: { files: { a: { csv: { rows: [], x: 1 } } }, level: 9 },
  });

  expect(warnings).toEqual([
    'the file "a file": unknown option "level" of zip, ignored',
    'the file "a file/a": unknown option "x" of csv, ignored',
  ]);
});

it('names the file within that failed, and whether it may be tried again', async () => {
  const zip = (path: string) => ({ zip: { files: { 'b/c': { url: `${peer.url}${path}` } } } });

  await expect(generateFile(zip('/large'), { net })).rejects.toMatchObject({
    code: 'size_limit',
    retry: false,
  });
  await expect(generateFile(zip('/busy'), { net })).rejects.toMatchObject({
    code: 'remote_unavailable',
    retry: true,
    message: expect.stringContaining('"a file/b/c"'),
  });
});

it('is refused once it has more than 20 MB itself', async () => {
  const noise = { base64: randomBytes(8_000_000).toString('base64') };

  await expect(
    generateFile({ zip: { files: { a: noise, b: noise, c: noise } } }),
  ).rejects.toMatchObject({
    code: 'size_limit',
    message: expect.stringMatching(
      /^the file "a file" has \d+ bytes; a generated file may have 20000000$/,
    ),
  });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const files = { a: { base64: randomBytes(15_000_000).toString('base64') } };

  const packing = generateFile({ zip: { files } }, { signal: stop.signal });
  setImmediate(() => stop.abort(new Error('enough')));

  await expect(packing).rejects.toThrow('enough');
});
