export const databaseDiskFull = {
  name: 'database-disk-full',
  about: 'no room left for 10 s on the disk of PostgreSQL',
  embodiments: ['processes'],
  layout: { smallDisk: true },
  needs: ['namespaces'],
  every: 15,
  lasts: 10,
  inject: async ({ database }) => database.fillDisk(),
  heal: ({ database }) => database.freeDisk(),
};
