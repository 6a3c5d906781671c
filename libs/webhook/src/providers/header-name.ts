import { z } from 'zod';

/** The name of a header as an option; in lower case from then on. */
export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'the name of a header is expected')
  .toLowerCase();
