import { startProcesses } from '../../system/system.mjs';

/** What keeps events until they are routed, by its label in the metrics. */
const KEEPERS = ['broker', 'database', 'spool'];

/**
 * One ingress process with these webhooks, `{name: more of it}`; admin-api only makes them, and the routers stay away.
 * Answers `{system, urls}`, an address for each webhook.
 */
export async function startOneIngress(root, closing, webhooks) {
  const counts = { 'event-router': 0, 'task-runner': 0 };
  const system = await closing.use(startProcesses(root, { counts }), (opened) => opened.stop());
  const urls = {};
  for (const [name, more] of Object.entries(webhooks)) {
    const webhook = { name, topic: 'user/bench/posted', ...more };
    const { id } = await system.api('POST', '/webhooks', webhook);
    urls[name] = `${system.ingressUrl}/webhooks/${id}`;
  }
  await system.apps.find(({ name }) => name === 'admin-api').stop();
  return { system, urls };
}

/**
 * The measure with what kept its events beside it, `{…, keptBy: {broker, database}}`. One that went to the spool is
 * not what was to be measured. @throws
 */
export const keeping = (system, measure) => async () => {
  const before = await keptBy(system);
  const measured = await measure();
  const after = await keptBy(system);
  const kept = Object.fromEntries(KEEPERS.map((by) => [by, after[by] - before[by]]));
  if (kept.spool > 0) throw new Error(`${kept.spool} events were kept by the spool`);
  return { ...measured, keptBy: { broker: kept.broker, database: kept.database } };
};

async function keptBy({ ingressUrl }) {
  const text = await (await fetch(`${ingressUrl}/metrics`)).text();
  const of = (via) =>
    Number(
      new RegExp(`^millwright_ingress_events_total\\{via="${via}"\\} (\\d+)`, 'm').exec(
        text,
      )?.[1] ?? 0,
    );
  return Object.fromEntries(KEEPERS.map((via) => [via, of(via)]));
}

/** What kept the events of a row, in all rounds. */
export const keptInAll = (pairs) =>
  Object.fromEntries(
    Object.keys(pairs[0].ours.keptBy).map((by) => [
      by,
      pairs.reduce((sum, { ours }) => sum + ours.keptBy[by], 0),
    ]),
  );
