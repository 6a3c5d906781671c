import { gunzipSync, gzipSync } from 'node:zlib';
import { memoryLimitError } from '../limits/limit-errors.ts';
import { BinaryString } from '../values/binary.ts';
import { bytesIn, decodedText } from './byte-strings.ts';
import { filterError, type FilterScope } from './filter-scope.ts';

const MEBIBYTE = 1024 * 1024;
const MAX_UNZIPPED_BYTES = 20 * MEBIBYTE;
const OPERATING_SYSTEM_AT = 9;
const UNIX = 3;

/** Gzip data: the same for the same input, whatever the time and the machine. */
export function gzip(this: FilterScope, input: unknown): BinaryString {
  const bytes = bytesIn(this, input);
  this.meter.use(bytes.byteLength + 64);
  const zipped = gzipSync(bytes);
  zipped[OPERATING_SYSTEM_AT] = UNIX;
  return new BinaryString(zipped);
}

/** What gzip data holds, up to 20 MB. Bytes that are no text stay bytes with `force_utf8: false`. */
export function gunzip(this: FilterScope, input: unknown): string | BinaryString {
  return decodedText(this, unzipped(this, bytesIn(this, input)));
}

function unzipped(scope: FilterScope, bytes: Uint8Array): Uint8Array {
  const { limits } = scope.meter;
  // Unzipping cannot be stopped halfway, so it may take a share of the memory only: pieces, their sum and its text.
  const most = Math.min(MAX_UNZIPPED_BYTES, Math.floor(limits.memoryBytes / 4));
  try {
    const out = gunzipSync(bytes, { maxOutputLength: most });
    scope.meter.use(out.byteLength);
    return out;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') {
      throw filterError('gunzip: not gzip data');
    }
    if (most < MAX_UNZIPPED_BYTES) throw memoryLimitError(limits);
    throw filterError('gunzip: more than 20 MB of data');
  }
}
