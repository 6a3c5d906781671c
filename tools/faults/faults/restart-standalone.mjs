export const restartStandalone = {
  name: 'restart-standalone',
  about: 'SIGTERM and start of standalone',
  embodiments: ['standalone'],
  every: 5,
  lasts: 1,
  expects: { noDuplicates: true, recoveryMs: 15_000 },
  shows: 'clean ends',
  inject: async ({ apps: [app] }, { saw }) => saw((await app.stop()) === 0 ? 1 : 0),
  heal: ({ apps: [app] }) => app.start(),
};
