import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { baseUrl, secret } from './fields.ts';

/** Report Toaster. */
export const reportToaster = connectionType({
  name: 'report_toaster',
  title: 'Report Toaster',
  fields: z.strictObject({
    token: secret('The API token.'),
    base_url: baseUrl('Where its API is.'),
  }),
});
