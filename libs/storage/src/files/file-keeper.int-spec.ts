import { randomBytes } from 'node:crypto';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import { newId } from '@millwright/kernel';
import { startS3Peer, type S3Peer } from '../testing/start-s3-peer.ts';
import { addWorkspace } from '../testing/add-workspace.ts';
import { PIECE_BYTES } from '../blobs/blob-store.ts';
import { BlobStores, type BlobSettings } from '../blobs/blob-stores.ts';
import { FileKeeper, type FileToKeep, type KeptFile } from './file-keeper.ts';
import { FilePurge } from './file-purge.ts';
import { FileReader } from './file-reader.ts';
import { StoredFileStore } from './stored-file.store.ts';

const PUBLIC_URL = 'https://hooks.example.com';
const DAY_MS = 86_400_000;
const files = new StoredFileStore();
let opened: TestDatabase;
let peer: S3Peer;
let workspaceId: string;
beforeAll(async () => {
  [opened, peer] = await Promise.all([openTestDatabase(), startS3Peer()]);
  workspaceId = await addWorkspace(opened.database);
}, 60_000);
afterAll(() => Promise.all([opened.close(), peer.close()]));

const text = (name: string, content: string | Buffer = name): FileToKeep => ({
  name,
  mimeType: 'text/plain',
  bytes: Buffer.from(content),
});

const allOf = async (pieces: AsyncIterable<Buffer>): Promise<Buffer[]> => {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
};

describe.each<[string, () => BlobSettings]>([
  ['the database', () => ({ storage: 'database' })],
  ['a bucket', () => ({ storage: 's3', s3: peer.settings })],
])('files kept in %s', (_, settings) => {
  let blobs: BlobStores;
  let keeper: FileKeeper;
  let reader: FileReader;
  let stored: { files: number; bytes: number }[];
  let failures: unknown[];
  let purge: FilePurge;
  beforeEach(() => {
    const { database } = opened;
    blobs = BlobStores.of(database, settings());
    stored = [];
    failures = [];
    keeper = new FileKeeper({
      ...{ database, files, blobs, publicUrl: PUBLIC_URL },
      lifetimes: { hoursOf: async () => 168 },
      report: (one) => stored.push(one),
    });
    reader = new FileReader({ database, files, blobs });
    purge = new FilePurge({
      ...{ database, files, blobs },
      failed: (_file, error) => failures.push(error),
    });
  });
  afterEach(async () => {
    await opened.database.execute('delete from stored_files');
    await opened.database.execute('delete from stored_file_pieces');
    await blobs.close();
  });

  const aRound = (round = 0) => ({ workspaceId, actionRunId: newId(), round });
  const partsOf = ({ url }: KeptFile): [token: string, name: string] => {
    const [token, name] = new URL(url).pathname.split('/').slice(2);
    return [token!, decodeURIComponent(name!)];
  };
  const read = async (file: KeptFile): Promise<Buffer | undefined> => {
    const found = await reader.find(...partsOf(file));
    return found && Buffer.concat(await allOf(reader.pieces(found)));
  };
  const rows = async (): Promise<number> => {
    const [row] = await opened.database.query<{ n: number }>(
      'select count(*)::integer as n from stored_files',
    );
    return row!.n;
  };
  const change = (file: KeptFile, set: string): Promise<number> =>
    opened.database.execute(`update stored_files set ${set} where token = $1`, [partsOf(file)[0]]);

  it('lie behind an address of 256 random bits and their names, for their time', async () => {
    const before = Date.now();

    const [one, other] = await keeper.store(aRound(), [text('a b.txt'), text('ü?.txt', '')]);

    expect(one!.url).toMatch(/^https:\/\/hooks\.example\.com\/files\/[\w-]{43}\/a%20b\.txt$/);
    expect(other).toMatchObject({ name: 'ü?.txt', mimeType: 'text/plain', sizeBytes: 0 });
    expect(partsOf(one!)[0]).not.toBe(partsOf(other!)[0]);
    expect(Math.abs(one!.expiresAt.getTime() - before - 7 * DAY_MS)).toBeLessThan(60_000);
    expect(stored).toEqual([{ files: 2, bytes: 7 }]);
  });

  it('come back byte for byte, whatever their size', async () => {
    const bytes = randomBytes(2 * PIECE_BYTES + 3);

    const kept = await keeper.store(aRound(), [text('big', bytes), text('small'), text('no', '')]);

    expect((await read(kept[0]!))?.equals(bytes)).toBe(true);
    expect((await read(kept[1]!))?.toString()).toBe('small');
    expect((await read(kept[2]!))?.length).toBe(0);
  });

  it('are stored once for a round, whoever asks again, and anew for the next', async () => {
    const owner = aRound();
    const first = await keeper.store(owner, [text('a'), text('b')]);

    const again = await keeper.store(owner, [text('a', 'other'), text('b')]);
    const next = await keeper.store({ ...owner, round: 1 }, [text('a', 'new'), text('b')]);

    expect(again).toEqual(first);
    expect((await read(first[0]!))?.toString()).toBe('a');
    expect(next[0]!.url).not.toBe(first[0]!.url);
    expect((await read(next[0]!))?.toString()).toBe('new');
    expect(await rows()).toBe(4);
  });

  it('are those of one attempt, when two come at the same time', async () => {
    const owner = aRound();

    const attempts = ['1', '2', '3'].map((attempt) =>
      keeper.store(owner, [text('a', attempt.repeat(PIECE_BYTES + 1)), text('b', attempt)]),
    );
    const [one, ...others] = await Promise.all(attempts);

    for (const other of others) expect(other).toEqual(one);
    const [a, b] = await Promise.all(one!.map(read));
    expect(new Set(a!.toString())).toEqual(new Set(b!.toString()));
    expect(stored).toHaveLength(1);
  });

  it('are seen by nobody when one of them cannot be stored', async () => {
    const stopping = new AbortController();
    const owner = aRound();
    const put = blobs.current.put.bind(blobs.current);
    // The second is never begun: its action is stopped when the first is there.
    blobs.current.put = (...given) =>
      put(...given).finally(() => stopping.abort(new Error('stop')));

    const storing = keeper.store(owner, [text('a'), text('b')], stopping.signal);

    await expect(storing).rejects.toThrow('stop');
    expect(await files.ofRound(opened.database, owner)).toEqual([]);
    expect(await rows()).toBe(2);
  });

  it('are found under no other token and no other name', async () => {
    const [file] = await keeper.store(aRound(), [text('a.txt')]);
    const [token] = partsOf(file!);

    expect(await reader.find(token, 'a.txt')).toBeDefined();
    for (const [other, name] of [
      [token, 'A.txt'],
      [token, ''],
      [token.slice(0, -1), 'a.txt'],
      [`${token}A`, 'a.txt'],
      [randomBytes(32).toString('base64url'), 'a.txt'],
      ["' or true --", 'a.txt'],
      ['', ''],
    ] as const) {
      expect(await reader.find(other, name)).toBeUndefined();
    }
  });

  it('are gone from their last moment on, and then removed with all their bytes', async () => {
    const [old, young] = await keeper.store(aRound(), [text('old'), text('young')]);
    const { id } = (await reader.find(...partsOf(old!)))!;
    await change(old!, 'expires_at = now()');

    expect(await read(old!)).toBeUndefined();
    expect(await purge.pass()).toBe(1);

    expect(await blobs.current.piece(id, 0)).toBeUndefined();
    expect((await read(young!))?.toString()).toBe('young');
    expect(await purge.pass()).toBe(0);
  });

  it('are removed when they were begun and left for two days', async () => {
    const kept = await keeper.store(aRound(), [text('left'), text('begun')]);
    for (const file of kept) await change(file, 'stored_at = null');
    await change(kept[0]!, "created_at = now() - interval '49 hours'");

    expect(await purge.pass()).toBe(1);
    expect(await rows()).toBe(1);
  });

  it('are removed although a crash has left a row without its bytes', async () => {
    const [file] = await keeper.store(aRound(), [text('half')]);
    const { id } = (await reader.find(...partsOf(file!)))!;
    await blobs.current.remove(id);
    await change(file!, 'expires_at = now()');

    expect(await purge.pass()).toBe(1);
    expect([await rows(), failures]).toEqual([0, []]);
  });

  it('are lost, and not cut short in silence, when their bytes went behind our back', async () => {
    const [file] = await keeper.store(aRound(), [text('lost')]);
    const found = (await reader.find(...partsOf(file!)))!;
    await blobs.current.remove(found.id);

    const reading = allOf(reader.pieces(found));

    await expect(reading).rejects.toMatchObject({ code: 'file_lost' });
  });

  it('end with their Workspace', async () => {
    const other = await addWorkspace(opened.database);
    const [mine] = await keeper.store(aRound(), [text('mine')]);
    const [its] = await keeper.store({ ...aRound(), workspaceId: other }, [text('its')]);

    await files.endAll(opened.database, other);

    expect(await read(its!)).toBeUndefined();
    expect((await read(mine!))?.toString()).toBe('mine');
    expect(await purge.pass()).toBe(1);
  });

  it('that cannot be removed now keep the others from nothing, and are tried again', async () => {
    const kept = await keeper.store(aRound(), [text('stuck'), text('free')]);
    const { id } = (await reader.find(...partsOf(kept[0]!)))!;
    for (const file of kept) await change(file, 'expires_at = now()');
    const remove = blobs.current.remove.bind(blobs.current);
    blobs.current.remove = (key) => (key === id ? Promise.reject(new Error('no')) : remove(key));

    expect([await purge.pass(), failures.length]).toEqual([1, 1]);

    blobs.current.remove = remove;
    expect([await purge.pass(), await rows()]).toEqual([1, 0]);
  });
});
