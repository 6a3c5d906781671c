export const databaseRestartFast = {
  name: 'database-restart-fast',
  about: 'PostgreSQL restarted (fast): sessions ended',
  embodiments: ['processes'],
  every: 10,
  shows: 'servers found down',
  lasts: 1,
  expects: { recoveryMs: 30_000 },
  async inject({ database }, { saw }) {
    await database.stop('fast');
    saw(database.isUp() ? 0 : 1);
  },
  heal: ({ database }) => database.start(),
};
