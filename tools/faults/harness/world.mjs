import { setTimeout as sleep } from 'node:timers/promises';
import { PEER_HOST, apiAt, startProcesses, startStandalone } from '../../system/system.mjs';
import { Balancer } from './balancer.mjs';
import { startBroker, startCluster } from './broker-server.mjs';
import { makeClock } from './clock.mjs';
import { DeliveryReceiver } from './delivery-receiver.mjs';
import { startDatabaseServer } from './database-server.mjs';
import { Firewall } from './firewall.mjs';
import { Proxy } from './proxy.mjs';
import { Receiver } from './receiver.mjs';

const STOP_WITHIN_MS = 35_000;

/** How a system is laid out unless a fault says otherwise. */
const usual = {
  copies: 1,
  intake: 'broker',
  nodes: 1,
  proxied: false,
  ownWay: false,
  smallDisk: false,
  clock: false,
};

/** The same text for the same layout: faults that need the same system share it. */
export const layoutKeyOf = (layout = {}) => JSON.stringify({ ...usual, ...layout });

/**
 * A whole system with servers of its own, and everything around it that a fault may touch: `{apps, broker, database,
 * receiver, deliveries, firewall, proxies, ownWays, api, ingressUrl}`. `ownWays`: the proxies of those apps that alone go through them.
 */
export async function startWorld(root, { embodiment, layout, seed }) {
  const opened = [];
  const keep = (thing, close) => {
    opened.unshift(close);
    return thing;
  };
  const stop = async () => {
    for (const close of opened) await close().catch((error) => console.error(error.message));
  };
  try {
    const receiver = keep(new Receiver(), () => receiver.close());
    await receiver.listen(PEER_HOST);
    const deliveries = keep(new DeliveryReceiver(seed), () => deliveries.close());
    await deliveries.listen(PEER_HOST);
    const start = embodiment === 'standalone' ? standaloneWorld : processesWorld;
    const world = await start(root, { ...usual, ...layout }, keep);
    return {
      embodiment,
      layout: describe(embodiment, layout),
      receiver,
      deliveries,
      stop,
      ...world,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function standaloneWorld(root, layout, keep) {
  const clock = clockFor(layout, keep);
  const system = await startStandalone(root, { env: { LOG_LEVEL: 'info', ...clock?.env } });
  keep(system, () => inTime(system));
  const { apps, api, ingressUrl } = system;
  return { apps, api, ingressUrl, clock };
}

async function processesWorld(root, layout, keep) {
  const { copies, intake, nodes, proxied, ownWay, smallDisk } = layout;
  const clock = clockFor(layout, keep);
  const database = await startDatabaseServer(root, { onSmallDisk: smallDisk, env: clock?.env });
  keep(database, () => database.close());
  const broker = nodes === 3 ? await startCluster(root) : await startBroker(root);
  keep(broker, () => broker.close());

  const openWay = async () => {
    const proxies = [broker, database].map(({ port }) => new Proxy(port));
    for (const proxy of proxies) {
      keep(proxy, async () => proxy.close());
      await proxy.listen();
    }
    return { broker: proxies[0], database: proxies[1] };
  };
  const common = proxied ? await openWay() : {};
  const own = {};
  for (const name of ownWay ? ['event-router', 'task-runner'] : []) own[name] = await openWay();
  const appsReach = (url, { name, copy }) => {
    const address = new URL(url);
    const way = (copy === 0 && own[name]) || common;
    const proxy = Object.values(way).find(({ targetPort }) => `${targetPort}` === address.port);
    if (proxy) address.port = `${proxy.port}`;
    return address.href;
  };
  const several = { ingress: copies, 'event-router': copies, 'task-runner': copies };
  const system = await startProcesses(root, {
    counts: { ...several, 'admin-api': copies },
    env: { INTAKE: intake, LOG_LEVEL: 'info', ...clock?.env },
    amqpUrl: broker.url,
    databaseServer: database.url,
    appsReach,
    leavesNothing: true,
  });
  keep(system, () => inTime(system));
  const { apps, prefix } = system;
  const balanced = async (name) => {
    const servers = apps
      .filter((app) => app.name === name)
      .map(({ healthUrl }) => ({ healthUrl, port: Number(new URL(healthUrl).port) }));
    const balancer = keep(new Balancer(servers), async () => balancer.close());
    await balancer.listen();
    return `http://127.0.0.1:${balancer.port}`;
  };
  const isAlone = copies === 1;
  const adminUrl = isAlone ? system.adminUrl : await balanced('admin-api');
  const ingressUrl = isAlone ? system.ingressUrl : await balanced('ingress');
  const api = apiAt(adminUrl);
  const firewall = new Firewall();
  const proxies = Object.values(common);
  const ownWays = Object.values(own);
  return { apps, api, ingressUrl, prefix, broker, database, proxies, ownWays, firewall, clock };
}

function clockFor(layout, keep) {
  if (!layout.clock) return undefined;
  const clock = makeClock();
  return keep(clock, async () => clock.close());
}

/** Asked to stop, and killed when that takes too long. */
async function inTime(system) {
  const late = sleep(STOP_WITHIN_MS, 'late', { ref: false });
  const stopped = system.stop();
  if ((await Promise.race([stopped, late])) !== 'late') return;
  await Promise.all(system.apps.map((app) => app.kill()));
  await stopped;
}

/** How a system is laid out, in words. */
export function describe(embodiment, layout = {}) {
  if (embodiment === 'standalone') return 'standalone';
  const { copies, intake, nodes } = { ...usual, ...layout };
  const parts = [copies === 1 ? 'one of each app' : `${copies} of each app`];
  if (nodes > 1) parts.push(`${nodes} brokers`);
  if (intake !== 'broker') parts.push(`INTAKE=${intake}`);
  return parts.join(', ');
}
