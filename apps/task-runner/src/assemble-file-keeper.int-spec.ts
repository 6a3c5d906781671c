import { storedFilesConformance } from '@millwright/action/testing';
import { loadConfig } from '@millwright/config';
import { openTestDatabase, type TestDatabase } from '@millwright/database/testing';
import type { Platform } from '@millwright/host';
import { newId } from '@millwright/kernel';
import { Metrics } from '@millwright/observability';
import { BlobStores, FileReader, StoredFileStore } from '@millwright/storage';
import { addWorkspace } from '@millwright/storage/testing';
import { assembleFileKeeper } from './assemble-file-keeper.ts';

const config = loadConfig({ PUBLIC_URL: 'https://hooks.example.com/base/' });
const metrics = new Metrics();
const never = new AbortController().signal;
const HOUR_MS = 3_600_000;
let opened: TestDatabase;
let workspaceId: string;
beforeAll(async () => {
  opened = await openTestDatabase();
  workspaceId = await addWorkspace(opened.database);
}, 60_000);
afterAll(() => opened.close());

const keeper = () =>
  assembleFileKeeper({ config, database: opened.database, metrics } as unknown as Platform);

async function fetch(url: string): Promise<Buffer | undefined> {
  const { database } = opened;
  const blobs = BlobStores.of(database, config.files);
  const reader = new FileReader({ database, blobs, files: new StoredFileStore() });
  const [token, name] = new URL(url).pathname.split('/').slice(-2);
  const file = await reader.find(token!, decodeURIComponent(name!));
  if (file === undefined) return undefined;
  const pieces: Buffer[] = [];
  for await (const piece of reader.pieces(file)) pieces.push(piece);
  return Buffer.concat(pieces);
}

storedFilesConformance('the files of a runner', () => ({ files: keeper(), workspaceId, fetch }));

describe('the files of a runner', () => {
  const store = (owner = workspaceId) =>
    keeper().store(
      { workspaceId: owner, actionRunId: newId(), round: 0 },
      [{ name: 'a', mimeType: 'text/plain', bytes: Buffer.from('abc') }],
      never,
    );

  it('are kept for as long as the Workspace says', async () => {
    const other = await addWorkspace(opened.database);
    await opened.database.execute(
      `update workspaces set settings = '{"files_lifetime_hours": 2}' where id = $1`,
      [other],
    );
    const hoursFrom = (date: Date): number => (date.getTime() - Date.now()) / HOUR_MS;

    expect(hoursFrom((await store())[0]!.expiresAt)).toBeCloseTo(168, 1);
    expect(hoursFrom((await store(other))[0]!.expiresAt)).toBeCloseTo(2, 1);
  });

  it('are over at once when their Workspace has been deleted meanwhile', async () => {
    const deleted = await addWorkspace(opened.database);
    await opened.database.execute('update workspaces set deleted_at = now() where id = $1', [
      deleted,
    ]);

    const [file] = await store(deleted);

    expect(await fetch(file!.url)).toBeUndefined();
  });

  it('lie below PUBLIC_URL, and are counted', async () => {
    const [file] = await store();

    expect(file!.url).toMatch(/^https:\/\/hooks\.example\.com\/base\/files\/[\w-]{43}\/a$/);
    expect(await metrics.text()).toMatch(/millwright_stored_file_bytes_total [1-9]/);
  });
});
