import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { until } from '@millwright/testing';

/** How to start one process of Millwright. */
export interface AppStart {
  name: string;
  env: Readonly<Record<string, string>>;
  /** Where its `/health/ready` is. */
  healthUrl: string;
}

const READY_WITHIN_MS = 60_000;
const AS_IN_THE_IMAGE = '--max-semi-space-size=8';

/** One process of Millwright, which may be killed and started again. */
export class AppProcess {
  private child: ChildProcess | undefined;
  private output = '';

  constructor(private readonly app: AppStart) {}

  get name(): string {
    return this.app.name;
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    const main = fileURLToPath(new URL(`../../../${this.app.name}/dist/main.js`, import.meta.url));
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [main], {
      env: { PATH, HOME, NODE_OPTIONS: AS_IN_THE_IMAGE, LOG_FORMAT: 'json', ...this.app.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-40_000);
      });
    }
    await until(() => this.isReady(child), {
      timeoutMs: READY_WITHIN_MS,
      what: `${this.name} to be ready`,
    }).catch((error: unknown) => {
      throw new Error(`${this.name} did not become ready. Its last output:\n${this.output}`, {
        cause: error,
      });
    });
  }

  /** Kills it as a power cut would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Stops it as an operator would; answers its exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Resident memory in MB, children included. */
  async residentMb(): Promise<number> {
    if (this.child?.pid === undefined) return 0;
    const pids = [this.child.pid, ...(await childrenOf(this.child.pid))];
    const sizes = await Promise.all(pids.map(residentMbOf));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** What it wrote of late, for messages of failed tests. */
  get log(): string {
    return this.output;
  }

  private async isReady(child: ChildProcess): Promise<boolean> {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${this.output}`);
    const answer = await fetch(this.app.healthUrl);
    return answer.status === 200;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  try {
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

async function residentMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
