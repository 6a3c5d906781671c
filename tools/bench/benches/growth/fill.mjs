import pg from 'pg';
import { createDatabase } from '../../../system/database.mjs';

const DAY_MS = 86_400_000;
export const WEEKS = 12;
export const TOPICS = 40;
const WEBHOOKS = 20;
const TASKS = 20;
const LATELY = 5_000;
const LATELY_MS = DAY_MS;
const ROWS_AT_ONCE = 100_000;
const AT_THE_SAME_TIME = 2;

/** Numbers the rows of a statement: `md5` makes what is random in ids and texts from them, the same in every run. */
const idAt = (ms, seed) => `(
  substr(lpad(to_hex(${ms}), 12, '0'), 1, 8) || '-' || substr(lpad(to_hex(${ms}), 12, '0'), 9, 4)
  || '-7' || substr(md5(${seed}), 1, 3) || '-8' || substr(md5(${seed}), 4, 3)
  || '-' || substr(md5(${seed}), 7, 12))::uuid`;
const numbered = (kind, n) => `md5('${kind}' || ${n})::uuid`;

/** The Workspaces: nine tenths of all events are the first one's. */
export const workspaces = [1, 2].map((n) => `00000000-0000-7000-8000-00000000000${n}`);

/** Past weeks that are written as the product writes them: retention removes the first, the last is still in use. */
export const LOGGED_FIRST_WEEKS = 7;
const LOGGED_LAST_WEEKS = 1;

/**
 * A migrated database with so many events over the last 12 weeks, one event run, task run and action run to each:
 * one in 50 failed, one in 20 the child of the event before it, 5,000 of them in the last day, the last 1,000 still open. `{url, …}`.
 */
export async function filledDatabase(closing, events, say = console.error) {
  const { ensurePartitions, migrate, openDatabase } = await import('@millwright/database');
  const { silentLogger: logger } = await import('@millwright/observability');
  const { url } = await closing.use(createDatabase(), ({ drop }) => drop());
  const now = Date.now();
  const database = await openDatabase({ url, poolSize: 2, entities: [], logger });
  try {
    await migrate(database);
    await ensurePartitions(database, WEEKS + 2, { now: () => now - WEEKS * 7 * DAY_MS });
    await leaveUnlogged(database, now);
  } finally {
    await database.close();
  }
  const span = { from: now - WEEKS * 7 * DAY_MS, ms: WEEKS * 7 * DAY_MS };
  await configure(url);
  await fillHistory(url, events, span);
  await fillWork(url, events, span);
  say(`${events} events filled in ${Math.round((Date.now() - now) / 1_000)} s`);
  return { url, events, span };
}

/**
 * The weeks in the middle need no WAL: they are only read, and it would take most of the time of filling them. The
 * current week and those ahead, where what is measured writes, and those that retention removes have theirs.
 */
async function leaveUnlogged(database, now) {
  const { listWeeks, WEEK_MS } = await import('@millwright/database');
  const past = (await listWeeks(database)).filter(({ monday }) => monday + WEEK_MS <= now);
  for (const { tables } of past.slice(LOGGED_FIRST_WEEKS, -LOGGED_LAST_WEEKS)) {
    for (const { name } of tables) await database.execute(`alter table ${name} set unlogged`);
  }
}

async function configure(url) {
  await withClient(url, async (client) => {
    await client.query(
      `insert into workspaces (id, slug, name, changed_epoch) select id, 'w' || n, 'W', 2
       from unnest($1::uuid[]) with ordinality as ids(id, n)`,
      [workspaces],
    );
    await client.query(
      `insert into tasks (id, workspace_id, name, path, version, hash, changed_epoch)
       select ${numbered('task', 'n')}, $1, 'T', 'f/t/' || n, 1, md5(n::text), 2 from generate_series(0, $2::int - 1) n`,
      [workspaces[0], TASKS],
    );
    await client.query(
      `insert into task_versions (task_id, version, workspace_id, hash, definition, subscriptions, author)
       select id, 1, workspace_id, hash, '{}', array['user/bench/t' || substr(path, 5)], 'bench' from tasks`,
    );
    await client.query('update config_epoch set epoch = 2');
  });
}

async function fillHistory(url, events, span) {
  const parts = [];
  for (let from = 0; from < events; from += ROWS_AT_ONCE) parts.push(from);
  const worker = async () => {
    await withClient(url, async (client) => {
      for (let from = parts.shift(); from !== undefined; from = parts.shift()) {
        const to = Math.min(events, from + ROWS_AT_ONCE);
        await fillPart(client, { from, to, events, span });
      }
    });
  };
  await Promise.all(Array.from({ length: AT_THE_SAME_TIME }, worker));
}

/**
 * When an event came, in milliseconds since 1970. The last hours have the same number of events whatever is stored
 * before: what grows is the history, not the rate. Nothing is of the last minute, where what is measured inserts.
 */
const timeOf = (n, events, { from, ms }) => {
  const [early, earlyMs] = [events - LATELY, ms - LATELY_MS];
  return `(case when ${n} < ${early} then ${from}::bigint + ((${n})::bigint * ${earlyMs}) / ${early}
    else ${from + earlyMs}::bigint + ((${n}) - ${early})::bigint * ${LATELY_MS - 60_000} / ${LATELY} end)`;
};

async function fillPart(client, { from, to, events, span }) {
  const ms = (n) => timeOf(n, events, span);
  const series = `generate_series(${from}, ${to - 1}) n`;
  const workspace = `(case when n % 10 = 9 then '${workspaces[1]}' else '${workspaces[0]}' end)::uuid`;
  const at = `to_timestamp(${ms('n')} / 1000.0)`;
  const event = idAt(ms('n'), `'e' || n`);
  const run = idAt(ms('n'), `'t' || n`);
  const task = numbered('task', `(n % ${TASKS})`);
  const failed = '(n % 50 = 7)';
  const state = `case when ${failed} then 'failed' else 'succeeded' end`;
  const error = `case when ${failed} then '{"code":"remote_unavailable","message":"503"}' end`;
  await client.query(
    `insert into events (id, workspace_id, topic, data, source, webhook_id, request_id, parent_id, created_at)
     select ${event}, ${workspace}, 'user/bench/t' || n % ${TOPICS},
       '{"id":' || n || ',"name":"' || md5(n::text) || md5('b' || n) || '","price":"89.99"}',
       case when n % 20 = 3 then 'task' else 'webhook' end,
       case when n % 20 <> 3 then ${numbered('webhook', `(n % ${WEBHOOKS})`)} end,
       case when n % 20 <> 3 then ${numbered('request', 'n')} end,
       case when n % 20 = 3 and n > 0 then ${idAt(ms('n - 1'), `'e' || n - 1`)} end, ${at} from ${series}`,
  );
  await client.query(
    `insert into event_runs (id, workspace_id, state, run_at, attempts, failed, started_at, stopped_at)
     select ${event}, ${workspace}, 'succeeded', ${at}, 1, ${failed}::int, ${at}, ${at} from ${series}`,
  );
  await client.query(
    `insert into task_runs (id, workspace_id, event_id, task_id, task_path, task_version, task_hash, subscription,
       state, run_at, attempts, started_at, stopped_at, error, result, logs, created_at)
     select ${run}, ${workspace}, ${event}, ${task}, 'f/t/' || n % ${TASKS}, 1, md5(n::text),
       'user/bench/t' || n % ${TOPICS}, ${state}, ${at}, 1, ${at}, ${at}, ${error}, 'null', '[]', ${at} from ${series}`,
  );
  await client.query(
    `insert into action_runs (id, workspace_id, event_id, task_run_id, task_id, index, type, options, state, run_at,
       attempts, started_at, stopped_at, error, result, created_at)
     select ${idAt(ms('n'), `'a' || n`)}, ${workspace}, ${event}, ${run}, ${task}, 0, 'echo',
       '{"n":' || n || '}', ${state}, ${at}, 1, ${at}, ${at}, ${error}, '{"n":' || n || '}', ${at} from ${series}`,
  );
}

/** The same open work whatever is stored: what is open follows the load, not the history. */
async function fillWork(url, events, span) {
  const ms = timeOf('e', events, span);
  const open = `(select n, ${events} - 1 - n as e from generate_series(0, 999) n) s`;
  await withClient(url, async (client) => {
    await client.query(
      `insert into work (kind, id, workspace_id, event_id, task_id, state, run_at, due_at)
       select 'task', ${idAt(ms, `'t' || e`)}, '${workspaces[0]}', ${idAt(ms, `'e' || e`)},
         ${numbered('task', `(e % ${TASKS})`)}, 'due', now(), now() from ${open}`,
    );
    for (const [table, key, set] of [
      ['event_runs', 'id', 'pending = 1, failed = 0'],
      ['task_runs', 'event_id', `state = 'due', stopped_at = null, error = null, result = null`],
    ]) {
      await client.query(
        `update ${table} set ${set} where ${key} in (select event_id from work) and id >= (select event_id from work order by 1 limit 1)`,
      );
    }
    await client.query(
      `delete from action_runs where event_id in (select event_id from work) and id >= (select event_id from work order by 1 limit 1)`,
    );
    await client.query('vacuum (analyze)');
  });
}

/** Runs `work` with a connection that commits without waiting for the disk. */
export async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  // Its query says so too when the database is dropped under it after a signal.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('set synchronous_commit = off');
    return await work(client);
  } finally {
    await client.end();
  }
}
