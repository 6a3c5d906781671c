import pg from 'pg';
import { startProcesses } from '../../../system/system.mjs';
import { until } from '../../../system/until.mjs';
import { RECEIVERS } from '../../harness/start-receiver.mjs';

/** The topic of an endpoint by its number. */
export const topicOf = (number) => `user/bench/topic_${number}`;

/** A system with one of each app, `settings` in its environment, and SQL on its database: `{…system, sql(text, params)}`. */
export async function startDelivering(root, closing, settings = {}) {
  const env = { NET_ALLOW: RECEIVERS, ...settings };
  const system = await closing.use(startProcesses(root, { env }), (opened) => opened.stop());
  const client = new pg.Client({ connectionString: system.databaseUrl });
  // A database that is dropped under it after a signal is no fault of its own.
  client.on('error', () => undefined);
  await closing.use(client.connect(), () => client.end());
  const sql = async (text, params) => (await client.query(text, params)).rows;
  return { ...system, sql };
}

/** Makes an endpoint; answers its id. */
export async function givenEndpoint(system, fields) {
  const { id } = await system.api('POST', '/endpoints', { name: 'bench', ...fields });
  return id;
}

/** Makes a webhook of a topic; answers where to post. */
export async function givenWebhook(system, topic) {
  const { id } = await system.api('POST', '/webhooks', { name: topic, topic });
  return `${system.ingressUrl}/webhooks/${id}`;
}

/** Waits until so many deliveries wait. */
export async function untilQueued({ sql }, amount) {
  const queued = async () => {
    const [{ count }] = await sql('select count(*)::integer as count from delivery_queue');
    return count >= amount;
  };
  await until(queued, { timeoutMs: 300_000, what: `${amount} deliveries that wait` });
}

/** Waits until none waits. */
export async function untilDelivered({ sql }) {
  const isEmpty = async () => (await sql('select 1 from delivery_queue limit 1')).length === 0;
  await until(isEmpty, { timeoutMs: 300_000, what: 'an empty queue of deliveries' });
}
