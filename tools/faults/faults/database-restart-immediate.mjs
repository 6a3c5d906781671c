export const databaseRestartImmediate = {
  name: 'database-restart-immediate',
  about: 'PostgreSQL restarted (immediate): recovers as after a crash',
  embodiments: ['processes'],
  every: 10,
  lasts: 1,
  inject: ({ database }) => database.stop('immediate'),
  heal: ({ database }) => database.start(),
};
