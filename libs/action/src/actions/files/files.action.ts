import type { Action, ActionContext } from '../../action.ts';
import { ActionError } from '../../action.errors.ts';
import { mimeTypeOf } from '../../files/mime-type.ts';
import { succeeded } from '../../outcome.ts';
import type { FileToStore, StoredFile } from '../../ports/stored-files.ts';
import { type FilesOptions, filesOptions } from './files.options.ts';

/** All files of one action together: they are in memory until the last one is made. */
const MAX_FILES_BYTES = 100_000_000;

/** Makes files and keeps them for a while behind public addresses; all of them or none. */
export const files = {
  name: 'files',
  where: 'outside',
  options: filesOptions,
  async perform(options, context) {
    const made = await madeFiles(options, context);
    const { workspaceId, actionRunId, round, signal } = context;
    const stored = await context.files.store({ workspaceId, actionRunId, round }, made, signal);
    return succeeded(new Map(stored.map((file) => [file.name, resultOf(file)])));
  },
} satisfies Action<FilesOptions>;

/** One after another, so that what is too much is noticed early. @throws ActionError, of the first that fails */
async function madeFiles(
  { files: sources }: FilesOptions,
  context: ActionContext,
): Promise<FileToStore[]> {
  const made: FileToStore[] = [];
  let bytes = 0;
  for (const [name, source] of sources) {
    const file = await source(name, context);
    bytes += file.bytes.length;
    if (bytes > MAX_FILES_BYTES) {
      throw new ActionError(
        'size_limit',
        `the files have more than ${MAX_FILES_BYTES} bytes together; store them by several actions`,
      );
    }
    made.push({ name, mimeType: mimeTypeOf(name, file), bytes: file.bytes });
  }
  return made;
}

const resultOf = ({ expiresAt, mimeType, name, sizeBytes, url }: StoredFile): object => ({
  expires_at: expiresAt.toISOString(),
  mime_type: mimeType,
  name,
  size: sizeBytes,
  url,
});
