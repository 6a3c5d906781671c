import { extname } from 'node:path/posix';
import mime from 'mime-types';
import type { GeneratedFile } from './generated-file.ts';

const UNKNOWN = 'application/octet-stream';
/** A media type with its parameters (RFC 9110, 8.3), as strangers may say it: without what no header can carry. */
const MEDIA_TYPE = /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(\s*;[\x20-\x7e]*)?$/;

/** What a file is: by its name's extension, else by how it was made, else nothing in particular. */
export function mimeTypeOf(name: string, { contentType = '' }: GeneratedFile): string {
  const extension = extname(name);
  const byName = extension === '' ? false : mime.lookup(extension);
  if (byName !== false) return byName;
  const said = contentType.trim();
  return said.length <= 255 && MEDIA_TYPE.test(said) ? said : UNKNOWN;
}
