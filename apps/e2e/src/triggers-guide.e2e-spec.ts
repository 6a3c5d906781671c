import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PrintedGuide } from './client/printed-guide.ts';
import { sharedSystem } from './system/shared-system.ts';
import type { System } from './system/system.ts';

const HERE = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

describe('the guide to calling tasks', () => {
  let system: System;
  let guide: PrintedGuide;

  beforeAll(async () => {
    system = await sharedSystem();
    guide = await PrintedGuide.of('triggers.md', system);
  });
  afterAll(() => system?.stop());

  it('prints commands that do what it says, one after the other', async () => {
    const told = await guide.runShell();

    expect(told.length).toBeGreaterThan(20);
    expect(told).toEqual(
      told.map((line) => ({ ...line, output: expect.stringContaining(line.expected) })),
    );
  });

  it('prints a program for Windmill’s client that does what it says', async () => {
    const lines = guide.linesOf('js', '//');
    const program = lines.map(({ text }) => text).join('\n');

    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
      cwd: HERE,
    });

    const expected = lines.flatMap((line) => (line.expected === '' ? [] : [line.expected]));
    expect(stdout.trim().split('\n')).toEqual(expected);
  });
});
