import pg from 'pg';

const ROWS_AT_ONCE = 100_000;
/** The database's `generate_series` counts from 1. */
const series = (from, to) => `generate_series(${from + 1}, ${to}) n`;
const idOf = (kind, n) => `md5('${kind}' || ${n})::uuid`;
/** An id of now, as all of history has: a time in the past or to come would be a partition of its own. */
const idOfNow = (kind, n) =>
  `(lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') || '7' ||
    substr(md5('${kind}' || ${n}), 1, 3) || '8' || substr(md5('${kind}' || ${n}), 4, 15))::uuid`;

/** Gives a database so many endpoints of its first Workspace; answers their ids. */
export async function fillEndpoints(url, amount) {
  const { endpointSettings } = await import('@millwright/delivery/testing');
  const settings = JSON.stringify(endpointSettings({ retry_schedule: [0] }));
  return withClient(url, async (client) => {
    await client.query(
      `insert into endpoints (id, workspace_id, name, url, topics, settings, changed_epoch)
       select ${idOf('endpoint', 'n')}, w.id, 'bench', 'http://127.0.0.1:9/', array['user/bench/none'], $1, 1
       from (select id from workspaces order by id limit 1) w, ${series(0, amount)}`,
      [settings],
    );
    const { rows } = await client.query(
      `insert into endpoint_health (endpoint_id, workspace_id) select id, workspace_id from endpoints
       where name = 'bench' and topics = array['user/bench/none'] on conflict do nothing
       returning endpoint_id as id`,
    );
    return rows.map(({ id }) => id);
  });
}

/** Makes so many deliveries wait, spread over all of these endpoints; `runAt` is SQL. */
export async function fillQueue(url, endpointIds, amount, runAt = "now() - interval '1 hour'") {
  await withClient(url, async (client) => {
    for (let from = 0; from < amount; from += ROWS_AT_ONCE) {
      await client.query(
        `insert into delivery_queue (delivery_id, workspace_id, endpoint_id, state, run_at, position)
         select ${idOfNow('delivery', 'n')}, e.workspace_id, e.id, 'waiting', ${runAt} + n * interval '1 microsecond',
           ${idOfNow('delivery', 'n')}
         from ${series(from, Math.min(amount, from + ROWS_AT_ONCE))}
         join endpoints e on e.id = ($1::uuid[])[n % $2 + 1]`,
        [endpointIds, endpointIds.length],
      );
    }
    await client.query('vacuum analyze delivery_queue');
  });
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  // A database that is dropped under it after a signal is no fault of its own.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
