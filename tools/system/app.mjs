import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { until } from './until.mjs';

const READY_WITHIN_MS = 60_000;
const LAST_WORDS = 20_000;
const AS_IN_THE_IMAGE = '--max-semi-space-size=8';
/** The kernel's clock ticks per second (`getconf CLK_TCK`), the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** One process of the system under test: started, killed and started again, with its CPU and memory read off. */
export class App {
  #child;
  #output = '';
  #spentCpuSeconds = 0;

  /** `main`: the built file; `healthUrl`: where 2xx says that it is ready; `wrap`: words to put before `node`. */
  constructor({ name, main, env, healthUrl, wrap = [], nodeArgs = [] }) {
    Object.assign(this, { name, main, env, healthUrl, wrap, nodeArgs });
  }

  get pid() {
    return this.#child?.pid;
  }

  get isRunning() {
    return this.#child !== undefined && this.#child.exitCode === null && !this.#child.signalCode;
  }

  /** Whether its last end was a kill. */
  get wasKilled() {
    return this.#child?.signalCode === 'SIGKILL';
  }

  /** The last of what it wrote. */
  get lastWords() {
    return this.#output;
  }

  /** Starts it and, unless told otherwise, waits until it is ready. */
  async start({ untilReady = true } = {}) {
    const { PATH, HOME } = process.env;
    const [command, ...args] = [...this.wrap, process.execPath, ...this.nodeArgs, this.main];
    const child = spawn(command, args, {
      env: { PATH, HOME, NODE_OPTIONS: AS_IN_THE_IMAGE, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (this.#output = (this.#output + chunk).slice(-LAST_WORDS)));
    }
    if (untilReady) await this.untilReady();
    return this;
  }

  /** Waits until its health address answers 2xx. */
  async untilReady(timeoutMs = READY_WITHIN_MS) {
    const isReady = async () => !this.isRunning || (await fetch(this.healthUrl)).ok;
    await until(isReady, { timeoutMs, what: `${this.name} to be ready` });
    if (!this.isRunning) throw new Error(`${this.name} ended:\n${this.lastWords}`);
  }

  /** Stops it as an operator would; answers its exit code. */
  async stop() {
    return this.#end('SIGTERM');
  }

  /** Kills it as a power cut would. */
  async kill() {
    return this.#end('SIGKILL');
  }

  /** Seconds of CPU that it has used, with its children and its earlier lives that were ended by us. */
  async cpuSeconds() {
    return this.#spentCpuSeconds + (this.isRunning ? await cpuSecondsOf(this.pid) : 0);
  }

  /** Resident memory in MB, children included. */
  async residentMb() {
    if (!this.isRunning) return 0;
    const pids = [this.pid, ...(await childrenOf(this.pid))];
    const sizes = await Promise.all(pids.map(residentMbOf));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async #end(signal) {
    if (!this.isRunning) return this.#child?.exitCode ?? null;
    const child = this.#child;
    this.#spentCpuSeconds += await cpuSecondsOf(child.pid);
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }
}

/** Seconds of CPU that a process has used, with its children. */
export async function cpuSecondsOf(pid) {
  const pids = [pid, ...(await childrenOf(pid))];
  const seconds = await Promise.all(pids.map(ownCpuSecondsOf));
  return seconds.reduce((sum, each) => sum + each, 0);
}

/** The 14th and 15th field of `/proc/<pid>/stat`: user and system time, in ticks. */
async function ownCpuSecondsOf(pid) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

async function childrenOf(pid) {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return text.trim().split(' ').filter(Boolean).map(Number);
}

async function residentMbOf(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
