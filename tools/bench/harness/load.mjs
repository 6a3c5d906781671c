import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * The load is wrk's where it is installed, else autocannon's, which takes several times as much CPU per request: on
 * two cores shared with the servers every figure halves. `BENCH_LOAD` (wrk, autocannon) chooses.
 */
export const generator = await generatorHere();

/**
 * Posts one body over and over from a process of its own for so many seconds. Answers `{figure, p50Ms, p99Ms}`,
 * the figure being answers per second. One wrong answer fails the benchmark.
 */
export async function postLoad(
  root,
  { url, bodyFile, contentType, headers = {}, seconds, connections, status },
) {
  const all = { 'content-type': contentType, ...headers };
  await expectAnswer({ url, bodyFile, headers: all, status });
  const load = generator.startsWith('wrk') ? withWrk : withAutocannon;
  const result = await load(root, { url, bodyFile, headers: all, seconds, connections });
  if (result.wrong > 0) {
    throw new Error(`${url}: ${result.wrong} of ${result.requests} answers were wrong`);
  }
  const { p50Ms, p99Ms } = result;
  return { figure: result.requests / result.seconds, p50Ms, p99Ms };
}

/** wrk only tells answers of 400 and above from others: the exact status is looked at once, before. */
async function expectAnswer({ url, bodyFile, headers, status }) {
  const answer = await fetch(url, { method: 'POST', headers, body: await readFile(bodyFile) });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${url} answers ${answer.status} ${text}`);
}

async function withWrk(root, { url, bodyFile, headers, seconds, connections }) {
  const script = join(root, 'tools', 'bench', 'harness', 'wrk.lua');
  const args = ['-t', '1', '-c', `${connections}`, '-d', `${seconds}s`, '--timeout', '10s'];
  args.push('-s', script, url, '--', bodyFile, ...Object.entries(headers).flat());
  const output = await outputOf('wrk', args);
  return JSON.parse(output.trim().split('\n').at(-1));
}

async function withAutocannon(root, { url, bodyFile, headers, seconds, connections }) {
  const bin = join(root, 'node_modules', 'autocannon', 'autocannon.js');
  const args = ['-m', 'POST', '-i', bodyFile, '-d', `${seconds}`, '-c', `${connections}`];
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}=${value}`);
  args.push('--json', '--no-progress', url);
  const result = JSON.parse(await outputOf(process.execPath, [bin, ...args]));
  return {
    seconds: result.duration,
    requests: result.requests.total,
    wrong: result.non2xx + result.errors,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
  };
}

async function generatorHere() {
  const wanted = process.env.BENCH_LOAD;
  const wrk = await outputOf('wrk', ['-v'], { anyCode: true }).catch(() => undefined);
  if (wrk !== undefined && wanted !== 'autocannon') return wrk.split(' [')[0];
  if (wanted === 'wrk') throw new Error('wrk is not installed');
  const { default: autocannon } = await import('autocannon/package.json', {
    with: { type: 'json' },
  });
  if (availableParallelism() < 4) {
    console.error(
      'autocannon shares few cores with what it measures: install wrk for fair ratios.',
    );
  }
  return `autocannon ${autocannon.version}`;
}

/** What a program prints to its standard output. */
export function outputOf(command, args, { anyCode = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (complaint += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 || anyCode
        ? resolve(output)
        : reject(new Error(`${command} ended with ${code}: ${output}${complaint}`)),
    );
  });
}
