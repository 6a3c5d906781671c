import { z } from 'zod';
import { flagSchema } from '../../http/schemas.ts';

/** How a task is saved. */
export const saveQuery = z.strictObject({
  check_preview: flagSchema
    .default(false)
    .meta({ description: 'Refuse when the preview is not ok, instead of a warning.' }),
});
export type SaveQuery = z.infer<typeof saveQuery>;

/** What to do when the preview of what is to be saved is not ok. */
export type OnPreviewFault = 'warn' | 'refuse';

/** What a save asks for. */
export const onFaultOf = ({ check_preview }: SaveQuery): OnPreviewFault =>
  check_preview ? 'refuse' : 'warn';
