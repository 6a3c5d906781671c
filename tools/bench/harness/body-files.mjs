import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes bodies to files for the load's process, until the run is closed: `{name: text}` becomes `{name: path}`. */
export async function bodyFiles(closing, bodies) {
  const folder = await closing.use(mkdtemp(join(tmpdir(), 'millwright-bench-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const files = Object.entries(bodies).map(([name, text]) => [name, join(folder, name), text]);
  for (const [, path, text] of files) await writeFile(path, text);
  return Object.fromEntries(files.map(([name, path]) => [name, path]));
}

/** The file of one body. */
export const bodyFile = async (closing, text) => (await bodyFiles(closing, { body: text })).body;
