import type { ActionContext } from '../action.ts';
import { ActionError } from '../action.errors.ts';
import type { Read } from '../options/option.ts';

/** Most bytes of one generated file. */
export const MAX_FILE_BYTES = 20_000_000;

/** A file made for an action. */
export interface GeneratedFile {
  bytes: Buffer;
  /** Known by how it was made; a name's extension says more. */
  contentType?: string;
}

/** A file that is still to be made. `name` is what its maker calls it, for messages. */
export type FileSource = (name: string, context: ActionContext) => Promise<GeneratedFile>;

/** One way of making files: reads its options, promises the file. */
export type FileGenerator = Read<FileSource>;

/** The file, if it is not too large. @throws ActionError size_limit */
export function withinFileLimit(name: string, file: GeneratedFile): GeneratedFile {
  checkFileSize(name, file.bytes.length);
  return file;
}

/** @throws ActionError size_limit */
export function checkFileSize(name: string, bytes: number): void {
  if (bytes <= MAX_FILE_BYTES) return;
  throw new ActionError(
    'size_limit',
    `the file "${name}" has ${bytes} bytes; a generated file may have ${MAX_FILE_BYTES}`,
  );
}
