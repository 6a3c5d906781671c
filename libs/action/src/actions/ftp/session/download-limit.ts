import { ActionError } from '../../../action.errors.ts';

/** Most bytes that the downloads of one action have together. */
export const MAX_DOWNLOAD_BYTES = 20_000_000;

/** The downloads are larger. */
export const tooLarge = (): ActionError =>
  new ActionError(
    'size_limit',
    `the downloads have more than ${MAX_DOWNLOAD_BYTES} bytes together; get them in several actions`,
  );
