import { oneOf } from '../harness/random.mjs';

/** A fault that kills a process without warning, and starts it again after a second. */
export const killing = (fault, names) => ({
  every: [2, 5],
  lasts: 1,
  shows: 'processes killed',
  async inject(world, { random, saw }) {
    const running = world.apps.filter((app) => names.includes(app.name) && app.isRunning);
    const app = oneOf(running, random);
    await app?.kill();
    saw(app?.wasKilled ? 1 : 0);
    return app;
  },
  async heal(_world, app) {
    await app?.start({ untilReady: false });
  },
  /** What was killed last is up again before anything is compared. */
  after: (world) => Promise.all(world.apps.map((app) => app.untilReady())),
  ...fault,
});
