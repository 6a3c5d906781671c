import type { ConfigFault } from './config.errors.ts';
import type { Config } from './config.ts';
import type { ValuesOf } from './read-section.ts';
import { files } from './sections/files.config.ts';

const needed = ['s3Endpoint', 's3Bucket', 's3AccessKeyId', 's3SecretAccessKey'] as const;

/** Where files are kept. Half a bucket is a fault, whether or not it is the one that new files go to. */
export function filesOf(values: ValuesOf<typeof files>, faults: ConfigFault[]): Config['files'] {
  const { filesStorage: storage, s3Region: region, s3PathStyle: pathStyle } = values;
  const { s3Endpoint: endpoint, s3Bucket: bucket } = values;
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = values;
  if (endpoint && bucket && accessKeyId && secretAccessKey) {
    const s3 = { endpoint, region, bucket, accessKeyId, secretAccessKey, pathStyle };
    return { storage, s3 };
  }
  if (storage === 's3' || needed.some((name) => values[name] !== undefined)) {
    faults.push(...needed.flatMap((name) => missing(name, values[name], storage, faults)));
  }
  return { storage };
}

function missing(
  name: (typeof needed)[number],
  value: string | undefined,
  storage: string,
  known: readonly ConfigFault[],
): ConfigFault[] {
  const { variable, type } = files.settings[name];
  if (value !== undefined || known.some((fault) => fault.variable === variable)) return [];
  const why = storage === 's3' ? 'FILES_STORAGE is s3' : 'others of FILES_S3_… are given';
  return [{ variable, expected: `${type.expects}; nothing was given, and ${why}` }];
}
