import { readFile } from 'node:fs/promises';
import { generateLoad } from './load-generators.mjs';

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
  const load = { url, bodyFile, headers: all, seconds, connections };
  const { requests, wrong, p50Ms, p99Ms, ...result } = await generateLoad(root, load);
  if (wrong > 0) throw new Error(`${url}: ${wrong} of ${requests} answers were wrong`);
  return { figure: requests / result.seconds, p50Ms, p99Ms };
}

/** wrk only tells answers of 400 and above from others: the exact status is looked at once, before. */
async function expectAnswer({ url, bodyFile, headers, status }) {
  const answer = await fetch(url, { method: 'POST', headers, body: await readFile(bodyFile) });
  const text = await answer.text();
  if (answer.status !== status) throw new Error(`${url} answers ${answer.status} ${text}`);
}
