export const restartStandalone = {
  name: 'restart-standalone',
  about: 'SIGTERM and start of standalone',
  embodiments: ['standalone'],
  every: 5,
  lasts: 1,
  expects: { noDuplicates: true },
  inject: ({ apps: [app] }) => app.stop(),
  heal: ({ apps: [app] }) => app.start(),
};
