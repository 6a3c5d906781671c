import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@millwright/config';
import { openDataDir } from './data-dir.ts';
import { withSecrets } from './secrets.ts';

const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe('the data directory', () => {
  let folder: string;
  let dataDir: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millwright test '));
    dataDir = join(folder, 'not there', 'yet');
    await openDataDir(dataDir);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const configOf = (env = {}) => loadConfig({ MILLWRIGHT_DATA_DIR: dataDir, ...env });

  it('is made for its user alone, and left as it is when it is there', async () => {
    expect(await modeOf(dataDir)).toBe(0o700);

    await openDataDir(dataDir);

    expect(await readdir(dataDir)).toEqual([]);
  });

  it('says in one sentence why it cannot be made', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');

    for (const path of [file, join(file, 'below'), '/proc/millwright']) {
      await expect(openDataDir(path)).rejects.toMatchObject({
        code: 'data_dir_unusable',
        fault: 'user',
        message: expect.stringContaining(`${path} cannot be used`),
      });
    }
  });

  it('gets a token and a key at the first start, for its user alone, and keeps them', async () => {
    const first = await withSecrets(configOf());
    const second = await withSecrets(configOf());

    expect(first.token).toMatchObject({ isNew: true, path: join(dataDir, 'admin-token') });
    expect(first.config.access.adminToken).toMatch(/^mw_[\w-]{43}$/);
    expect(Buffer.from(first.config.secretKeys.current ?? '', 'base64')).toHaveLength(32);
    expect(second.token).toMatchObject({ isNew: false, value: first.token?.value });
    expect(second.config).toEqual(first.config);
    expect((await readdir(dataDir)).sort()).toEqual(['admin-token', 'secret-key']);
    expect(await modeOf(join(dataDir, 'admin-token'))).toBe(0o600);
    expect(await modeOf(join(dataDir, 'secret-key'))).toBe(0o600);
  });

  it('gets nothing that the environment gives', async () => {
    const key = Buffer.alloc(32, 1).toString('base64');
    const given = configOf({ ADMIN_TOKEN: 'x'.repeat(24), MILLWRIGHT_SECRET_KEY: key });

    const { config, token } = await withSecrets(given);

    expect(token).toBeUndefined();
    expect(config).toEqual(given);
    expect(await readdir(dataDir)).toEqual([]);
  });

  it.each(['admin-token', 'secret-key'])('keeps a damaged %s and says so', async (name) => {
    await writeFile(join(dataDir, name), 'half');

    await expect(withSecrets(configOf())).rejects.toMatchObject({
      code: 'data_dir_unusable',
      message: expect.stringContaining(join(dataDir, name)),
    });
    expect(await readFile(join(dataDir, name), 'utf8')).toBe('half');
  });
});
