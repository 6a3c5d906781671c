import { join } from 'node:path';
import { URLSearchParams } from 'node:url';
import { alternate } from '../../harness/alternate.mjs';
import { startBaseline } from '../../harness/baseline.mjs';
import { jsonBodyOf } from '../../harness/bodies.mjs';
import { bodyFile as fileOf } from '../../harness/body-files.mjs';
import { outputOf } from '../../harness/output-of.mjs';
import { startReceiver } from '../../harness/start-receiver.mjs';
import {
  givenEndpoint,
  givenWebhook,
  startDelivering,
  topicOf,
  untilDelivered,
  untilQueued,
} from './system.mjs';

const PAIRS = 5;
const AMOUNT = 5_000;
const CONCURRENCY = 100;
const OF_UNDICI = 0.5;

/** Deliveries a second that wait for one endpoint, from one runner to a fast receiver, beside bare undici. */
export async function rateRow(root, closing) {
  const bodyFile = await fileOf(closing, jsonBodyOf(430));
  const receiver = await startReceiver(root, closing);
  const system = await startDelivering(root, closing);
  const endpoint = {
    url: `${receiver.urlOf(0)}/fast`,
    topics: [topicOf(0)],
    concurrency: CONCURRENCY,
  };
  const endpointId = await givenEndpoint(system, endpoint);
  const webhookUrl = await givenWebhook(system, topicOf(0));
  const undici = await startBaseline(root, closing, 'undici-deliveries', {
    DATABASE_URL: system.databaseUrl,
    BODY_FILE: bodyFile,
    CONCURRENCY: `${CONCURRENCY}`,
  });
  const post = join(root, 'tools', 'bench', 'harness', 'post-amount.mjs');

  const ours = async () => {
    await hold(system, endpointId, '1 hour');
    await outputOf(process.execPath, [post, webhookUrl, bodyFile, `${AMOUNT}`, '32', '0']);
    await untilQueued(system, AMOUNT);
    await receiver.reset();
    await hold(system, endpointId, '0');
    const figures = rateOf(await receiver.received(AMOUNT));
    await untilDelivered(system);
    return figures;
  };
  const bare = async () => {
    await receiver.reset();
    const query = new URLSearchParams({ url: `${receiver.urlOf(0)}/fast`, amount: `${AMOUNT}` });
    const answer = await fetch(`${undici.url}/run?${query}`, { method: 'POST' });
    if (!answer.ok) throw new Error(await answer.text());
    return rateOf(await receiver.received(AMOUNT));
  };
  console.error('rate');
  const result = await alternate({ pairs: PAIRS, ours, baselines: { undici: bare } });
  const row = {
    name: 'one endpoint, one runner',
    ...result,
    goal: `≥ ${OF_UNDICI} ×`,
    met: result.ratios['undici'] >= OF_UNDICI,
  };
  return { rows: [row], settings: { pairs: PAIRS, deliveries: AMOUNT, at_once: CONCURRENCY } };
}

/** Holds an endpoint's deliveries back for a while, or no longer. */
const hold = ({ sql }, endpointId, interval) =>
  sql('update endpoint_health set paused_until = now() + $2::interval where endpoint_id = $1', [
    endpointId,
    interval,
  ]);

const rateOf = ({ count, seconds }) => ({ figure: (count - 1) / seconds });
