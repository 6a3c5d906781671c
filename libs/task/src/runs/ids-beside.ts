import type { Id } from '@millwright/kernel';

/**
 * The lowest and the highest id of the same millisecond. The ids of task runs and action runs keep the time of their
 * event: by these bounds a query for one's parents or children touches one partition.
 */
export const idsBeside = (id: Id): [lowest: Id, highest: Id] => [
  `${id.slice(0, 13)}-0000-0000-000000000000`,
  `${id.slice(0, 13)}-ffff-ffff-ffffffffffff`,
];
