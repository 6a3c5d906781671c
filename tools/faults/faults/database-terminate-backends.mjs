export const databaseTerminateBackends = {
  name: 'database-terminate-backends',
  about: 'every session of PostgreSQL terminated',
  embodiments: ['processes'],
  every: [3, 8],
  inject: ({ database }) => database.terminateBackends(),
};
