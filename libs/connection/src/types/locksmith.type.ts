import { z } from 'zod';
import { connectionType } from '../connection-type.ts';

/** Locksmith, which sends events to us and takes none. */
export const locksmith = connectionType({
  name: 'locksmith',
  title: 'Locksmith',
  fields: z.strictObject({}),
});
