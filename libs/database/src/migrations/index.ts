import { CreateTheMainTables1795132800000 } from './1795132800000-create-the-main-tables.ts';

/** Every migration, oldest first. Merged ones are never edited: a change is a new one at the end. */
export const migrations = [CreateTheMainTables1795132800000] as const;
