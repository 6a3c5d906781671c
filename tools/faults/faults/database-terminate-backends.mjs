export const databaseTerminateBackends = {
  name: 'database-terminate-backends',
  about: 'every session of PostgreSQL terminated',
  embodiments: ['processes'],
  every: [3, 8],
  shows: 'sessions terminated',
  inject: async ({ database }, { saw }) => saw(await database.terminateBackends()),
};
