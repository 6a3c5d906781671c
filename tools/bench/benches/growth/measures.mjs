import { TOPICS, workspaces } from './fill.mjs';

const LIMIT = 50;
const BATCH = 100;
const DAY_MS = 86_400_000;
const [workspaceId] = workspaces;

/**
 * What is measured on each database: the product's own code, by name. `open` reads what a call needs beforehand: some
 * row in the middle of the history, so that the newest pages alone do not look fast. `ofRouter`: the same database, for
 * what router and runner ask it.
 */
export async function measuresOn({ database, ofRouter, span }) {
  const task = await import('@millwright/task');
  const { claimWork, EventStore, takeBackEverything } = await import('@millwright/event');
  const { silentLogger: logger } = await import('@millwright/observability');
  const { lowestIdAt, newId, RawJson, systemClock } = await import('@millwright/kernel');
  const runs = new task.RunReads(database);
  const events = new task.EventReads(database, runs);
  const middle = await rowInTheMiddle(database, lowestIdAt(span.from + span.ms / 2));
  const first = { limit: LIMIT };
  const inside = { limit: LIMIT, cursor: middle.event_id };
  const day = {
    created_from: new Date(span.from + span.ms / 2),
    created_to: new Date(span.from + span.ms / 2 + DAY_MS),
  };
  const listing =
    (list, filters = {}, page = first) =>
    () =>
      list(workspaceId, filters, page);
  const eventsBy = (filters, page) => listing(events.list.bind(events), filters, page);
  const taskRunsBy = (filters, page) => listing(runs.taskRuns.bind(runs), filters, page);
  const actionRunsBy = (filters, page) => listing(runs.actionRuns.bind(runs), filters, page);
  const nobody = '00000000-0000-4000-8000-000000000000';

  const facts = { timezone: 'UTC', retry: { maxAttempts: 3, delaysSeconds: [30] }, shop: {} };
  const router = new task.EventRouter(
    ofRouter,
    new EventStore(ofRouter),
    new task.TaskIndex(),
    { factsOf: () => Promise.resolve(facts) },
    systemClock,
  );
  const publish = () => Promise.resolve();
  const instanceId = newId();
  const reconciler = new task.Reconciler({ database: ofRouter, instanceId, logger, publish });
  const holder = newId();
  const someWork = await database.query(`select id, round from work where kind = 'task' limit 1`);
  const reset = async () => {
    await takeBackEverything(ofRouter);
  };

  return {
    'route 100 events': {
      call: (batch) => router.route(batch),
      before: () => Array.from({ length: BATCH }, (_none, n) => received(n, { newId, RawJson })),
      after: (_routed, batch) =>
        forget(
          database,
          batch.map(({ eventId }) => eventId),
        ),
    },
    claim: {
      call: () => claimWork(ofRouter, { kind: 'task', ...someWork[0], holder, takeOver: false }),
      after: reset,
    },
    reconcile: { call: () => reconciler.tick() },
    'events: first page': { call: eventsBy({}) },
    'events: by cursor': { call: eventsBy({}, inside) },
    'events: topic': { call: eventsBy({ topic: 'user/bench/t8' }) },
    'events: topic nobody has': { call: eventsBy({ topic: 'user/no/body' }) },
    'events: pending': { call: eventsBy({ status: 'pending' }) },
    'events: failed': { call: eventsBy({ status: 'failed' }) },
    'events: failed, by cursor': { call: eventsBy({ status: 'failed' }, inside) },
    'events: succeeded': { call: eventsBy({ status: 'succeeded' }) },
    'events: source': { call: eventsBy({ source: 'task' }) },
    'events: source nobody has': { call: eventsBy({ source: 'replay' }) },
    'events: request_id': { call: eventsBy({ request_id: middle.request_id }) },
    'events: task_id': { call: eventsBy({ task_id: middle.task_id }) },
    'events: task_id, by cursor': { call: eventsBy({ task_id: middle.task_id }, inside) },
    'events: task_id without runs': { call: eventsBy({ task_id: nobody }) },
    'events: webhook_id': { call: eventsBy({ webhook_id: middle.webhook_id }) },
    'events: created in a day': { call: eventsBy(day) },
    'events: q, found': { call: eventsBy({ q: '89.99' }) },
    'events: q, not found': { call: eventsBy({ q: 'no such text' }) },
    'event with everything below it': { call: () => events.get(workspaceId, middle.event_id) },
    'task runs: first page': { call: taskRunsBy({}) },
    'task runs: by cursor': { call: taskRunsBy({}, inside) },
    'task runs: due': { call: taskRunsBy({ status: 'due' }) },
    'task runs: started': { call: taskRunsBy({ status: 'started' }) },
    'task runs: failed': { call: taskRunsBy({ status: 'failed' }) },
    'task runs: cancelled': { call: taskRunsBy({ status: 'cancelled' }) },
    'task runs: succeeded': { call: taskRunsBy({ status: 'succeeded' }) },
    'task runs: event_id': { call: taskRunsBy({ event_id: middle.event_id }) },
    'task runs: task_id': { call: taskRunsBy({ task_id: middle.task_id }) },
    'task runs: created in a day': { call: taskRunsBy(day) },
    'task run': { call: () => runs.taskRun(workspaceId, middle.task_run_id) },
    'action runs: first page': { call: actionRunsBy({}) },
    'action runs: by cursor': { call: actionRunsBy({}, inside) },
    'action runs: due': { call: actionRunsBy({ status: 'due' }) },
    'action runs: failed': { call: actionRunsBy({ status: 'failed' }) },
    'action runs: cancelled': { call: actionRunsBy({ status: 'cancelled' }) },
    'action runs: event_id': { call: actionRunsBy({ event_id: middle.event_id }) },
    'action runs: task_run_id': { call: actionRunsBy({ task_run_id: middle.task_run_id }) },
    'action runs: task_id': { call: actionRunsBy({ task_id: middle.task_id }) },
    'action runs: task_id without runs': { call: actionRunsBy({ task_id: nobody }) },
    'action runs: type': { call: actionRunsBy({ type: 'echo' }) },
    'action runs: type nobody has': { call: actionRunsBy({ type: 'mail' }) },
    stats: { call: () => task.workspaceStats(database, workspaceId, Date.now()) },
  };
}

/** An event of the first Workspace that came from a webhook, with its runs. */
async function rowInTheMiddle(database, from) {
  const [row] = await database.query(
    `select id as event_id, request_id, webhook_id from events
     where id >= $2 and workspace_id = $1 and webhook_id is not null order by id limit 1`,
    [workspaceId, from],
  );
  const [run] = await database.query(
    'select id as task_run_id, task_id from task_runs where event_id = $1',
    [row.event_id],
  );
  return { ...row, ...run };
}

/** An event as ingress sends it; half of the topics have a task. */
function received(n, { newId, RawJson }) {
  const id = newId();
  return {
    eventId: id,
    stored: false,
    event: {
      id,
      workspace_id: workspaceId,
      topic: `user/bench/t${n % TOPICS}`,
      source: 'webhook',
      created_at: new Date().toISOString(),
      webhook_id: newId(),
      provider: null,
      provider_event: null,
      request_id: newId(),
      parent_id: null,
      replay_of: null,
      task_ids: null,
    },
    data: new RawJson(`{"id":${n},"price":"89.99"}`),
    request: null,
  };
}

async function forget(database, ids) {
  // Runs share the millisecond of their event, and may come before it.
  const bounds = [ids, `${[...ids].sort()[0].slice(0, 13)}-0000-0000-000000000000`];
  await database.execute(`delete from work where event_id = any($1::uuid[])`, [ids]);
  for (const [table, key] of [
    ['task_runs', 'event_id'],
    ['event_runs', 'id'],
    ['events', 'id'],
  ]) {
    await database.execute(
      `delete from ${table} where ${key} = any($1::uuid[]) and id >= $2`,
      bounds,
    );
  }
}
