export const rollingRestart = {
  name: 'rolling-restart',
  about: 'SIGTERM and start of every app in turn, two copies of each behind a load balancer',
  embodiments: ['processes'],
  layout: { copies: 2 },
  every: 2,
  expects: { allAnswered: true, noDuplicates: true, recoveryMs: 15_000 },
  shows: 'clean ends',
  async inject({ apps }, { saw }) {
    for (const app of apps) {
      saw((await app.stop()) === 0 ? 1 : 0);
      await app.start();
    }
  },
};
