import { computed, optional, setting } from '../setting.ts';
import type { Section } from '../setting.ts';
import { baseUrlOf, oneOf, textLike, yesOrNo } from '../setting-types.ts';

const ofS3 = { apps: [], text: 'for FILES_STORAGE=s3' } as const;

/** Where the files of the `files` action are kept. */
export const files = {
  title: 'Files',
  settings: {
    filesStorage: setting<'database' | 's3'>({
      variable: 'FILES_STORAGE',
      about:
        'What keeps files that tasks store: the database, or a bucket of an S3-compatible store. Files that are there already stay where they are until they expire.',
      type: oneOf('database', 's3'),
      default: 'database',
    }),
    s3Endpoint: optional({
      variable: 'FILES_S3_ENDPOINT',
      about:
        'Address of the S3-compatible store; it may be private, whatever NET_ALLOW says. With FILES_STORAGE=database, files that are there are still served.',
      type: baseUrlOf('https://s3.eu-central-1.amazonaws.com'),
      neededWhen: ofS3,
    }),
    s3Region: setting({
      variable: 'FILES_S3_REGION',
      about: 'Region of the bucket, as the store calls it.',
      type: textLike(/^[a-zA-Z0-9-]{1,64}$/, '1 to 64 letters, digits and hyphens'),
      default: 'us-east-1',
    }),
    s3Bucket: optional({
      variable: 'FILES_S3_BUCKET',
      about: 'Name of the bucket. Nobody needs to read it but Millwright.',
      type: textLike(
        /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        '3 to 63 lower-case letters, digits, dots and hyphens',
      ),
      neededWhen: ofS3,
    }),
    s3AccessKeyId: optional({
      variable: 'FILES_S3_ACCESS_KEY_ID',
      about: 'Key that may get, put and delete objects of the bucket.',
      type: textLike(/^[\x21-\x7e]{1,256}$/, 'visible ASCII characters without spaces'),
      secret: true,
      neededWhen: ofS3,
    }),
    s3SecretAccessKey: optional({
      variable: 'FILES_S3_SECRET_ACCESS_KEY',
      about: 'Secret of the key.',
      type: textLike(/^[\x21-\x7e]{1,512}$/, 'visible ASCII characters without spaces'),
      secret: true,
      neededWhen: ofS3,
    }),
    s3PathStyle: computed<boolean>({
      variable: 'FILES_S3_PATH_STYLE',
      about: 'Whether the bucket is in the path; false: it is the first part of the host name.',
      type: yesOrNo,
      fallback: () => true,
      fallbackText: 'true',
    }),
  },
} satisfies Section;
