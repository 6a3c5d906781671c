export const databaseRestartImmediate = {
  name: 'database-restart-immediate',
  about: 'PostgreSQL restarted (immediate): recovers as after a crash',
  embodiments: ['processes'],
  every: 10,
  shows: 'servers found down',
  lasts: 1,
  expects: { recoveryMs: 30_000 },
  async inject({ database }, { saw }) {
    await database.stop('immediate');
    saw(database.isUp() ? 0 : 1);
  },
  heal: ({ database }) => database.start(),
};
