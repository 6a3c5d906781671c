import { until } from '../../system/until.mjs';

/** So many messages have gathered before they are purged. */
const ENOUGH = 30;
const priorities = ['high', 'normal', 'low'];
const queues = [
  ...['task-runs', 'action-runs'].flatMap((family) =>
    priorities.map((priority) => `${family}.${priority}`),
  ),
  'deliveries',
];
const events = Array.from({ length: 8 }, (_none, shard) => `events.${shard}`);

/** Purged while nobody consumes, or hardly a message is caught in queues that are emptied at once. */
const purging =
  (what) =>
  async (world, { saw }) => {
    const runners = world.apps.filter(({ name }) => what.stops.includes(name));
    for (const app of runners) await app.stop();
    const { broker, prefix } = world;
    const names = what.queues.map((queue) => `${prefix}.${queue}`);
    await until(async () => (await broker.waiting(names)) >= ENOUGH, { what: 'messages to purge' });
    saw(await broker.purge(names));
    await Promise.all(runners.map((app) => app.start()));
  };

export const brokerPurge = {
  name: 'broker-purge',
  about:
    'task, action and delivery queues purged while no task-runner runs: every routed message lost',
  embodiments: ['processes'],
  every: 15,
  expects: { allAnswered: true },
  shows: 'messages purged',
  inject: purging({ queues, stops: ['task-runner'] }),
};

export const brokerPurgeEvents = {
  name: 'broker-purge-events',
  about: 'event queues purged too while no event-router runs: every message lost',
  embodiments: ['processes'],
  layout: { intake: 'database' },
  every: 15,
  expects: { allAnswered: true },
  shows: 'messages purged',
  inject: purging({ queues: [...queues, ...events], stops: ['task-runner', 'event-router'] }),
};
