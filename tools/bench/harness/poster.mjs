import { Agent, request } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';

/**
 * Posts bodies one by one from this process, for benches that have to know of each. `post(body)` answers its id; an
 * answer with another status than is expected fails the benchmark.
 */
export function posterTo(url, { connections = 1, status = 204, headers: more = {} } = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const post = (body) =>
    new Promise((resolve, reject) => {
      const type = { 'content-type': 'application/json', 'content-length': body.length };
      const headers = { ...type, ...more };
      const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
        answer.resume();
        answer.on('end', () =>
          answer.statusCode === status
            ? resolve(answer.headers['x-request-id'])
            : reject(new Error(`${url} answers ${answer.statusCode}`)),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return { post, close: () => agent.destroy() };
}

/** Runs `once(number)` so many times, at most `atOnce` at a time. */
export async function times(amount, atOnce, once) {
  let next = 0;
  const lane = async () => {
    while (next < amount) await once(next++);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, amount) }, lane));
}

/**
 * Begins `once(number)` at a steady pace for so long, whether or not earlier ones are done; waits for all. It sleeps
 * until the next is due: whatever spins here takes a core from what is measured.
 */
export async function paced(perSecond, seconds, once) {
  const startedAt = performance.now();
  const amount = Math.floor(perSecond * seconds);
  const begun = [];
  while (begun.length < amount) {
    const passedMs = performance.now() - startedAt;
    const due = Math.min(amount, Math.floor((passedMs / 1000) * perSecond));
    while (begun.length < due) begun.push(once(begun.length));
    const nextDueMs = ((begun.length + 1) * 1000) / perSecond;
    await after(Math.max(1, nextDueMs - passedMs));
  }
  await Promise.all(begun);
}
