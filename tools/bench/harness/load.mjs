import { join } from 'node:path';
import { spawn } from 'node:child_process';

/**
 * Posts one body over and over from a process of its own; answers requests per second and p99 in milliseconds.
 * Any answer but the expected status fails the benchmark.
 */
export async function postLoad(root, { url, bodyFile, contentType, seconds, connections, status }) {
  const bin = join(root, 'node_modules', 'autocannon', 'autocannon.js');
  const args = ['-m', 'POST', '-i', bodyFile, '-H', `content-type=${contentType}`];
  args.push('-d', `${seconds}`, '-c', `${connections}`, '--json', '--no-progress', url);
  const result = JSON.parse(await outputOf(process.execPath, [bin, ...args]));
  const group = `${Math.floor(status / 100)}xx`;
  const others = ['1xx', '2xx', '3xx', '4xx', '5xx'].filter((each) => each !== group);
  const wrong = others.reduce((sum, each) => sum + result[each], 0) + result.errors;
  if (wrong > 0) throw new Error(`${url}: ${wrong} of ${result.requests.total} answers were wrong`);
  return { perSecond: result.requests.average, p99Ms: result.latency.p99 };
}

function outputOf(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${args[0]} ended with ${code}`)),
    );
  });
}
