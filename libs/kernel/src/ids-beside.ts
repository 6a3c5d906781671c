import type { Id } from './id.ts';

/**
 * The lowest and the highest id of the same millisecond. The ids of children keep the time of their parent: by these
 * bounds a query for one's parents or children touches one partition.
 */
export const idsBeside = (id: Id): [lowest: Id, highest: Id] => [
  `${id.slice(0, 13)}-0000-0000-000000000000`,
  `${id.slice(0, 13)}-ffff-ffff-ffffffffffff`,
];
