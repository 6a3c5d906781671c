const queues = ['task-runs', 'action-runs'].flatMap((family) =>
  ['high', 'normal', 'low'].map((priority) => `${family}.${priority}`),
);
const events = Array.from({ length: 8 }, (_none, shard) => `events.${shard}`);

/** Purged while nobody consumes, or hardly a message is caught in queues that are emptied at once. */
const purging =
  (what) =>
  async (world, { saw }) => {
    const runners = world.apps.filter(({ name }) => what.stops.includes(name));
    for (const app of runners) await app.stop();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    saw(await world.broker.purge(what.queues.map((queue) => `${world.prefix}.${queue}`)));
    await Promise.all(runners.map((app) => app.start()));
  };

export const brokerPurge = {
  name: 'broker-purge',
  about: 'task and action queues purged while no task-runner runs: every routed message lost',
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
