import amqp from 'amqplib';
import { layOutHere } from '../../services/rabbitmq.mjs';
import { freePorts } from '../../system/ports.mjs';
import { Balancer } from './balancer.mjs';

// Schedulers that spin while they wait take the time of everything else on a small machine.
const NO_SPINNING = '+sbwt none +sbwtdcpu none +sbwtdio none';
/** A silent neighbour is given up after about so many seconds; 60 unless set. */
const TICK_S = 15;
const NO_ALARM = '0.4';
const AT_ONCE = '0.0000001';

/** The harness's own RabbitMQ, with what can happen to one. */
export async function startBroker(root) {
  const node = await layOutHere(root, { erlangArguments: NO_SPINNING });
  if (!node) throw new Error('RabbitMQ is not installed.');
  await startAll([node]);
  return brokerOf({ nodes: [node], url: node.url, close: async () => undefined });
}

/** Three nodes on one host, each with a loopback address of its own for the others, behind a load balancer. */
export async function startCluster(root) {
  const [epmdPort, ...ports] = await freePorts(7);
  const names = ['one', 'two', 'three'];
  const members = names.map(
    (name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}@localhost`,
  );
  const nodes = [];
  for (const [index, name] of names.entries()) {
    const from = `{127,0,1,${index + 1}}`;
    const node = await layOutHere(root, {
      nodeName: `${name}@localhost`,
      port: ports[2 * index],
      distributionPort: ports[2 * index + 1],
      epmdPort,
      cookie: 'MILLWRIGHTFAULTS',
      configuration: [
        'cluster_formation.peer_discovery_backend = classic_config',
        ...members,
        'cluster_partition_handling = pause_minority',
      ],
      erlangArguments: `${NO_SPINNING} -kernel net_ticktime ${TICK_S} inet_dist_connect_options [{ip,${from}}]`,
    });
    if (!node) throw new Error('RabbitMQ is not installed.');
    nodes.push(Object.assign(node, { peerAddress: `127.0.1.${index + 1}` }));
  }
  await startAll(nodes);
  const balancer = new Balancer(nodes.map(({ url }) => ({ port: Number(new URL(url).port) })));
  await balancer.listen();
  const url = `amqp://guest:guest@127.0.0.1:${balancer.port}`;
  return brokerOf({ nodes, url, close: async () => balancer.close() });
}

/** One after the other, as each joins those before it; none is left behind when one does not start. */
async function startAll(nodes) {
  try {
    for (const node of nodes) await node.start();
  } catch (error) {
    await removeAll(nodes);
    throw error;
  }
}

async function removeAll(nodes) {
  await Promise.all(nodes.map((node) => node.stop()));
  for (const node of nodes) node.remove();
}

function brokerOf({ nodes, url, close }) {
  const [first] = nodes;
  return {
    url,
    nodes,
    port: Number(new URL(url).port),
    stop: () => first.stop(),
    kill: () => first.kill(),
    start: () => first.start(),
    isUp: () => first.isUp(),
    /** Answers how many connections there were. */
    async closeConnections() {
      const pids = await first.ctl('--silent', 'list_connections', 'pid');
      await first.ctl('close_all_connections', 'a test of faults');
      return pids.split('\n').filter((line) => line.startsWith('<')).length;
    },
    /** Short of memory: publishers are blocked. */
    alarm: () => first.ctl('set_vm_memory_high_watermark', AT_ONCE),
    isAlarmed: async () =>
      (await first.ctl('eval', 'rabbit_alarm:get_alarms().')).includes('resource_limit,memory'),
    calm: () => first.ctl('set_vm_memory_high_watermark', NO_ALARM),
    /** How many messages wait in queues. */
    waiting: (queues) => eachOf(url, queues, (channel, queue) => channel.checkQueue(queue)),
    /** Answers how many there were. */
    purge: (queues) => eachOf(url, queues, (channel, queue) => channel.purgeQueue(queue)),
    async close() {
      await close();
      await removeAll(nodes);
    },
  };
}

/** The sum of the messages that `ask` answers for each queue. */
async function eachOf(url, queues, ask) {
  const connection = await amqp.connect(url, { noDelay: true });
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createChannel();
    let count = 0;
    for (const queue of queues) count += (await ask(channel, queue)).messageCount;
    return count;
  } finally {
    await connection.close();
  }
}
