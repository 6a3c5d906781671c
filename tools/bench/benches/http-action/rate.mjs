import { join } from 'node:path';
import { URLSearchParams } from 'node:url';
import { until } from '../../../system/until.mjs';
import { alternate } from '../../harness/alternate.mjs';
import { startBaseline } from '../../harness/baseline.mjs';
import { jsonBodyOf } from '../../harness/bodies.mjs';
import { bodyFile as fileOf } from '../../harness/body-files.mjs';
import { outputOf } from '../../harness/output-of.mjs';
import { startReceiver } from '../../harness/start-receiver.mjs';
import { startDelivering, topicOf } from '../delivery/system.mjs';
import { givenSendingTask } from './sending-task.mjs';

const PAIRS = 5;
const AMOUNT = 5_000;
/** A quarter of these are for one host. */
const RUNNER_CONCURRENCY = 200;
const AT_ONCE = RUNNER_CONCURRENCY / 4;
const OF_UNDICI = 0.7;

/** Requests a second of http actions that are due, from one runner to a fast receiver, beside bare undici. */
export async function rateRow(root, closing) {
  const bodyFile = await fileOf(closing, jsonBodyOf(430));
  const receiver = await startReceiver(root, closing);
  const system = await startDelivering(root, closing, {
    RUNNER_CONCURRENCY: `${RUNNER_CONCURRENCY}`,
  });
  const url = `${receiver.urlOf(0)}/fast`;
  const webhookUrl = await givenSendingTask(system, topicOf(0), url);
  await system.sql(holdActions);
  const undici = await startBaseline(root, closing, 'undici-requests', {
    DATABASE_URL: system.databaseUrl,
    BODY_FILE: bodyFile,
    CONCURRENCY: `${AT_ONCE}`,
  });
  const post = join(root, 'tools', 'bench', 'harness', 'post-amount.mjs');

  const ours = async () => {
    await receiver.reset();
    await outputOf(process.execPath, [post, webhookUrl, bodyFile, `${AMOUNT}`, '32', '0']);
    await untilHeld(system);
    await release(system);
    const figures = rateOf(await receiver.received(AMOUNT));
    await untilStored(system);
    return figures;
  };
  const bare = (rows) => async () => {
    await receiver.reset();
    const query = new URLSearchParams({ url, amount: `${AMOUNT}`, rows: `${rows}` });
    const answer = await fetch(`${undici.url}/run?${query}`, { method: 'POST' });
    if (!answer.ok) throw new Error(await answer.text());
    return rateOf(await receiver.received(AMOUNT));
  };
  console.error('rate');
  const baselines = { undici: bare(0), 'undici, two rows each': bare(2) };
  const result = await alternate({ pairs: PAIRS, ours, baselines });
  const row = {
    name: 'one host, one runner',
    ...result,
    goal: `≥ ${OF_UNDICI} × undici`,
    met: result.ratios['undici'] >= OF_UNDICI,
  };
  return { row, settings: { pairs: PAIRS, requests: AMOUNT, at_once: AT_ONCE } };
}

/** Action runs wait until they are released: what events, routing and rendering cost is not measured here. */
const holdActions = `
  create function bench_hold() returns trigger language plpgsql as $$
    begin
      new.state := 'scheduled';
      new.run_at := now() + interval '1 hour';
      new.due_at := null;
      return new;
    end $$;
  create trigger bench_hold before insert on work for each row when (new.kind = 'action')
    execute function bench_hold()`;

async function untilHeld({ sql }) {
  const areHeld = async () => {
    const [{ count }] = await sql(
      `select count(*)::integer as count from work where kind = 'action' and state = 'scheduled'`,
    );
    return count >= AMOUNT;
  };
  await until(areHeld, { timeoutMs: 300_000, what: 'all action runs to wait' });
}

const release = ({ sql }) =>
  sql(`update work set run_at = now() where kind = 'action' and state = 'scheduled'`);

/** Waits until the end of every action run is stored. */
async function untilStored({ sql }) {
  const isEmpty = async () => (await sql('select 1 from work limit 1')).length === 0;
  await until(isEmpty, { timeoutMs: 300_000, what: 'the end of all action runs' });
}

const rateOf = ({ count, seconds }) => ({ figure: (count - 1) / seconds });
