export const databaseRestartFast = {
  name: 'database-restart-fast',
  about: 'PostgreSQL restarted (fast): sessions ended',
  embodiments: ['processes'],
  every: 10,
  lasts: 1,
  inject: ({ database }) => database.stop('fast'),
  heal: ({ database }) => database.start(),
};
