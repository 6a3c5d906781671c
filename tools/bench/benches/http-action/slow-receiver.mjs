import { until } from '../../../system/until.mjs';
import { alternate } from '../../harness/alternate.mjs';
import { paced, posterTo } from '../../harness/poster.mjs';
import { startReceiver } from '../../harness/start-receiver.mjs';
import { percentile } from '../../harness/statistics.mjs';
import { startDelivering, topicOf } from '../delivery/system.mjs';
import { givenSendingTask } from './sending-task.mjs';

const PAIRS = 5;
const PER_SECOND = 100;
const SECONDS = 10;
const OF_ALONE = 1.2;
const CONNECTIONS = 8;

/** The p99 from event to receiver of one task's http actions, while those of another wait for a host that never answers. */
export async function slowReceiverRow(root, closing) {
  const receiver = await startReceiver(root, closing, 2);
  const system = await startDelivering(root, closing);
  const [quickUrl, slowUrl] = ['fast', 'hang'].map(
    (path, host) => `${receiver.urlOf(host)}/${path}`,
  );
  const quick = await posterOf(closing, await givenSendingTask(system, topicOf(0), quickUrl));
  const slow = await posterOf(closing, await givenSendingTask(system, topicOf(1), slowUrl));

  const measure = async (besideSlow) => {
    await receiver.reset();
    const load = paced(PER_SECOND, SECONDS, () => postTo(quick));
    const beside = besideSlow ? paced(PER_SECOND, SECONDS, () => postTo(slow)) : Promise.resolve();
    await Promise.all([load, beside]);
    const { latencies } = await receiver.received(PER_SECOND * SECONDS);
    if (besideSlow) await forgetSlow(system, receiver);
    return { figure: percentile(latencies, 99), p50Ms: percentile(latencies, 50) };
  };
  console.error('beside a receiver that hangs');
  const result = await alternate({
    pairs: PAIRS,
    ours: () => measure(true),
    baselines: { 'none hanging': () => measure(false) },
  });
  const row = {
    name: 'p99 beside a receiver that hangs',
    unit: 'ms',
    ...result,
    goal: `≤ ${OF_ALONE} ×`,
    met: result.ratios['none hanging'] <= OF_ALONE,
  };
  return { row, settings: { per_second: PER_SECOND, slow_per_second: PER_SECOND } };
}

const posterOf = (closing, url) =>
  closing.use(posterTo(url, { connections: CONNECTIONS }), ({ close }) => close());

const postTo = ({ post }) => post(Buffer.from(`{"sent_at":${Date.now()}}`));

/** Ends what hangs and forgets what waits to, so that each round finds the runner as the first did. */
async function forgetSlow({ sql }, receiver) {
  const isOver = async () => {
    await sql(`delete from work where kind = 'action' and state <> 'started'`);
    await receiver.letGo();
    return (await sql(`select 1 from work where kind = 'action' limit 1`)).length === 0;
  };
  await until(isOver, { timeoutMs: 60_000, what: 'the end of what hangs' });
}
