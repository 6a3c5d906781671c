import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

const GUIDE = new URL('../../../docs/triggers.md', import.meta.url);
const HERE = fileURLToPath(new URL('..', import.meta.url));
const END_OF_COMMAND = '\x1e';
const run = promisify(execFile);

/** A line of the guide, and what its output must contain, after its arrow. */
interface Line {
  text: string;
  expected: string;
}

describe('the guide to calling tasks', () => {
  let system: System;
  let guide: string;

  beforeAll(async () => {
    system = await sharedSystem();
    guide = (await readFile(GUIDE, 'utf8'))
      .replaceAll('http://localhost:8080', system.ingressUrl)
      .replaceAll('http://localhost:8081', system.adminUrl)
      .replaceAll('<token>', system.token);
  });
  afterAll(() => system?.stop());

  const linesOf = (language: string, comment: string): Line[] =>
    [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))]
      .flatMap(([, block]) => block!.trim().split('\n'))
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [text, expected = ''] = line.split(`${comment} → `);
        return { text: text!.trimEnd(), expected };
      });

  it('prints commands that do what it says, one after the other', async () => {
    const lines = linesOf('sh', '#');
    const script = lines.map(({ text }) => `${text}\nprintf '${END_OF_COMMAND}'`).join('\n');

    const { stdout } = await run('bash', ['-c', script], { timeout: 60_000 });

    const outputs = stdout.split(END_OF_COMMAND);
    const told = lines.map(({ text }, at) => ({ text, output: outputs[at] }));
    expect(lines.length).toBeGreaterThan(20);
    expect(told).toEqual(
      lines.map(({ text, expected }) => ({ text, output: expect.stringContaining(expected) })),
    );
  });

  it('prints a program for Windmill’s client that does what it says', async () => {
    const lines = linesOf('js', '//');
    const program = lines.map(({ text }) => text).join('\n');

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
      cwd: HERE,
    });

    const expected = lines.flatMap((line) => (line.expected === '' ? [] : [line.expected]));
    expect(stdout.trim().split('\n')).toEqual(expected);
  });
});
