export const rollingRestart = {
  name: 'rolling-restart',
  about: 'SIGTERM and start of every app in turn, two copies of each behind a load balancer',
  embodiments: ['processes'],
  layout: { copies: 2 },
  every: 2,
  expects: { allAnswered: true, noDuplicates: true },
  async inject({ apps }) {
    for (const app of apps) {
      await app.stop();
      await app.start();
    }
  },
};
