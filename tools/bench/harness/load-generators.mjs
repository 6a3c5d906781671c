import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { outputOf } from './output-of.mjs';

/**
 * The load is wrk's where it is installed, else autocannon's, which takes several times as much CPU per request: on
 * two cores shared with the servers every figure halves. `BENCH_LOAD` (wrk, autocannon) chooses.
 */
export const generator = await generatorHere();

/** Posts one body over and over. Answers `{seconds, requests, wrong, p50Ms, p99Ms}`. */
export const generateLoad = (root, load) =>
  (generator.startsWith('wrk') ? withWrk : withAutocannon)(root, load);

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
