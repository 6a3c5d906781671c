import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { System } from '../system/system.ts';

const DOCS = new URL('../../../../docs/', import.meta.url);
const END_OF_COMMAND = '\x1e';
const MAX_MS = 60_000;
const run = promisify(execFile);

/** A line of a guide, and what its output must contain, after its arrow. */
export interface PrintedLine {
  text: string;
  expected: string;
}

/** A page of docs/ as somebody follows it on a system of their own. */
export class PrintedGuide {
  private constructor(private readonly text: string) {}

  /** Reads a page; `more` are other texts of it and what stands for them here. */
  static async of(
    page: string,
    system: System,
    more: Readonly<Record<string, string>> = {},
  ): Promise<PrintedGuide> {
    const here = {
      'http://localhost:8080': system.ingressUrl,
      'http://localhost:8081': system.adminUrl,
      '<token>': system.token,
      ...more,
    };
    let text = await readFile(new URL(page, DOCS), 'utf8');
    for (const [printed, meant] of Object.entries(here)) text = text.replaceAll(printed, meant);
    return new PrintedGuide(text);
  }

  /** The lines of all blocks of a language, with what follows `<comment> → ` in each. */
  linesOf(language: string, comment: string): PrintedLine[] {
    return [...this.text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))]
      .flatMap(([, block]) => block!.trim().split('\n'))
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [text, expected = ''] = line.split(`${comment} → `);
        return { text: text!.trimEnd(), expected };
      });
  }

  /** Runs the commands of the page one after the other in one shell; answers each with its output. */
  async runShell(): Promise<(PrintedLine & { output: string | undefined })[]> {
    const lines = this.linesOf('sh', '#');
    const script = lines.map(({ text }) => `${text}\nprintf '${END_OF_COMMAND}'`).join('\n');
    const { stdout } = await run('bash', ['-c', script], { timeout: MAX_MS });
    const outputs = stdout.split(END_OF_COMMAND);
    return lines.map((line, at) => ({ ...line, output: outputs[at] }));
  }
}
