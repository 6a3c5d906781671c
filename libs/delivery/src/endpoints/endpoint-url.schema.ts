import { z } from 'zod';
import { endpointUrlOf } from './endpoint-url.ts';

/** A URL that requests can go to. Which addresses may be reached is the instance's to say, not the schema's. */
export const endpointUrlSchema = z
  .string({ error: 'No URL specified' })
  .transform((text, context) => {
    const read = endpointUrlOf(text);
    if ('url' in read) return read.url;
    context.addIssue({ code: 'custom', message: read.fault });
    return z.NEVER;
  })
  .meta({ description: 'Absolute, http or https, without user name and password.' });
