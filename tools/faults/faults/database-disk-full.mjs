export const databaseDiskFull = {
  name: 'database-disk-full',
  about: 'no room left for 10 s on the disk of PostgreSQL',
  embodiments: ['processes'],
  layout: { smallDisk: true },
  needs: ['namespaces'],
  every: 15,
  lasts: 10,
  shows: 'disks found full',
  inject: async ({ database }, { saw }) => saw((await database.fillDisk()) ? 1 : 0),
  heal: ({ database }) => database.freeDisk(),
};
