import { z } from 'zod';
import { connectionType } from '../connection-type.ts';
import { baseUrl, secret, shown } from './fields.ts';

/** A bucket of an S3-compatible store. */
export const s3 = connectionType({
  name: 's3',
  title: 'S3-compatible storage',
  fields: z.strictObject({
    endpoint: baseUrl('Address of the store, as https://s3.eu-central-1.amazonaws.com.'),
    region: shown('Default us-east-1.').default('us-east-1'),
    bucket: shown('Name of the bucket.'),
    access_key_id: shown('The key.'),
    secret_access_key: secret('The secret of the key.'),
    path_style: z
      .boolean()
      .default(true)
      .meta({ description: 'True (default): the bucket is in the path, not in the host.' }),
  }),
});
