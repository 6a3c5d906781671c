import { z } from 'zod';
import { connectionType } from '../connection-type.ts';

/** Judge.me, which sends events to us and takes none. */
export const judgeme = connectionType({
  name: 'judgeme',
  title: 'Judge.me',
  fields: z.strictObject({}),
});
