import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { cpuSecondsOf } from '../../system/app.mjs';
import { until } from '../../system/until.mjs';
import { outputOf } from './output-of.mjs';

/** What a task of the pipeline's benchmarks does: it echoes its event's data. */
export const ECHO_SCRIPT = '{% action "echo", event.data %}';
export const TOPIC = 'user/bench/posted';

/** Gives a system a webhook, and so many tasks that each echo its events; answers where to post. */
export async function givenEchoTasks(system, amount = 1) {
  const webhook = await system.api('POST', '/webhooks', { name: 'bench', topic: TOPIC });
  for (let number = 1; number <= amount; number += 1) {
    const task = { name: `echo ${number}`, subscriptions_template: TOPIC, script: ECHO_SCRIPT };
    await system.api('POST', '/tasks', task);
  }
  return `${system.ingressUrl}/webhooks/${webhook.id}`;
}

/**
 * Posts so many events and waits until each of their task runs, with its action run, is stored. Answers
 * `{figure, cpuMs}`: events per second from the first post until nothing is open, and the milliseconds of CPU that
 * each event took of every app and of the servers that they share.
 */
export async function throughPipeline(
  root,
  system,
  { url, bodyFile, amount, runsPerEvent = 1, connections = 32, perSecond = 0 },
) {
  const before = await spentBy(system);
  const done = (await finishedRuns(system)) + amount * runsPerEvent;
  const startedAt = performance.now();
  const program = join(root, 'tools', 'bench', 'harness', 'post-amount.mjs');
  const numbers = [amount, connections, perSecond].map(String);
  await outputOf(process.execPath, [program, url, bodyFile, ...numbers]);
  await until(async () => (await finishedRuns(system)) >= done, {
    timeoutMs: 300_000,
    what: 'an empty pipeline',
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await spentBy(system);
  const cpuMs = Object.fromEntries(
    Object.entries(spentBetween(before, after)).map(([name, spent]) => [
      name,
      (spent * 1000) / amount,
    ]),
  );
  return { figure: amount / seconds, cpuMs };
}

/** All of a {@link throughPipeline}'s CPU time per event, in milliseconds. */
export const allCpuMs = ({ cpuMs }) => Object.values(cpuMs).reduce((sum, each) => sum + each, 0);

/** Task runs that a system has stored the end of; their action runs are stored in the same transaction. */
async function finishedRuns({ apps }) {
  const runners = apps.filter(({ name }) => name === 'task-runner' || name === 'standalone');
  const counts = await Promise.all(
    runners.map(async ({ healthUrl }) => {
      const text = await (await fetch(new URL('/metrics', healthUrl))).text();
      const [, count = '0'] =
        /^millwright_task_runs_total\{outcome="succeeded"\} (\d+)/m.exec(text) ?? [];
      return Number(count);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Seconds of CPU so far by process id, with its name: our apps, our database's backends, the processes that write for
 * all databases of its server, and every broker of this machine. What others do there meanwhile counts as ours.
 */
async function spentBy({ apps, databaseUrl }) {
  const spent = new Map();
  for (const app of apps) spent.set(`${app.name} ${app.pid}`, await app.cpuSeconds());
  for (const { name, pid } of await serverProcessesOf(databaseUrl)) {
    spent.set(`${name} ${pid}`, await cpuSecondsOf(pid));
  }
  for (const pid of await brokersHere()) spent.set(`rabbitmq ${pid}`, await cpuSecondsOf(pid));
  return spent;
}

/** By name, what was spent between two looks. A process that ended meanwhile took its last moments with it. */
function spentBetween(before, after) {
  const seconds = {};
  for (const [key, spent] of after) {
    const [name] = key.split(' ');
    seconds[name] = (seconds[name] ?? 0) + spent - (before.get(key) ?? 0);
  }
  return seconds;
}

/**
 * The server processes that work for a database: `postgres`, its backends, and `postgres-writers`, those that belong to
 * no database (WAL writer, checkpointer, background writer). None where it is embedded, in a child of the app.
 */
async function serverProcessesOf(databaseUrl) {
  if (databaseUrl === undefined) return [];
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select pid, case when datname is null then 'postgres-writers' else 'postgres' end as name from pg_stat_activity
       where (datname = current_database() or datname is null) and pid <> pg_backend_pid()`,
    );
    return rows;
  } finally {
    await client.end();
  }
}

async function brokersHere() {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const names = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')),
  );
  return pids.filter((_pid, index) => names[index].trim() === 'beam.smp');
}
