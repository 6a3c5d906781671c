import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Every file and package that an entry loads, at any depth, as a process would that starts with it. */
async function loadedBy(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@millwright/source'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'packages of others stay outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path.startsWith('@millwright/') ? undefined : { path, external: true },
          ),
      },
    ],
  });
  return Object.entries(metafile.inputs).flatMap(([path, { imports }]) => [
    path,
    ...imports.map((imported) => imported.path),
  ]);
}

const isHeavy = (path: string): boolean => /^liquidjs|libs\/(?:liquid|action|cache)\//.test(path);

describe('the door to the commands', () => {
  it('loads no Liquid, nor anything that does', async () => {
    const loaded = await loadedBy('./index.ts');

    expect(loaded.some((path) => path.endsWith('change-runs.ts'))).toBe(true);
    expect(loaded.filter(isHeavy)).toEqual([]);
  });

  it('is needed, for the front door does', async () => {
    expect((await loadedBy('../index.ts')).some(isHeavy)).toBe(true);
  });
});
