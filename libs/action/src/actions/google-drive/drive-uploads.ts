import type { JsonObject } from '@millwright/kernel';
import type { ActionContext } from '../../action.ts';
import { mimeTypeOf } from '../../files/mime-type.ts';
import type { GoogleCalls } from '../google/google-calls.ts';
import { mediaTypeOf } from '../http/content-type.ts';
import { type DriveFile, DriveFiles, markOf } from './drive-files.ts';
import type { Upload } from './google-drive.options.ts';
import { uploadContent } from './upload-content.ts';
import type { UploadProgress } from './upload-progress.ts';

/** What uploads of an action run have in common. */
export interface UploadRun {
  progress: UploadProgress;
  /** Whether a file of the same name in the same folder is updated. */
  overwrite: boolean;
  context: ActionContext;
}

/** The uploads of one action run, whose ends are kept with it. */
export class DriveUploads {
  private readonly drive: DriveFiles;

  constructor(
    private readonly google: GoogleCalls,
    private readonly run: UploadRun,
  ) {
    this.drive = new DriveFiles(google);
  }

  /** Makes and uploads a file, unless an earlier attempt did and only its answer was lost. */
  async resultOf(upload: Upload): Promise<JsonObject> {
    const { progress } = this.run;
    const folderId = await this.drive.folderIdOf(upload.folders);
    const file =
      (await this.uploadedUnheard(upload, folderId)) ?? (await this.uploaded(upload, folderId));
    const result = resultOf(upload, file);
    await progress.end(upload.path, result);
    return result;
  }

  /** With `overwrite` there is nothing to look for: the same content goes into the same file again. */
  private async uploadedUnheard(
    { path, name }: Upload,
    folderId: string,
  ): Promise<DriveFile | undefined> {
    const { progress, overwrite, context } = this.run;
    if (overwrite || !progress.wasBegun(path)) return undefined;
    return this.drive.fileIn(folderId, name, context.actionRunId);
  }

  private async uploaded({ path, name, source }: Upload, folderId: string): Promise<DriveFile> {
    const { progress, overwrite, context } = this.run;
    const file = await source(path, context);
    const mimeType = mediaTypeOf(mimeTypeOf(name, file));
    const before = overwrite ? await this.drive.fileIn(folderId, name) : undefined;
    const ofNew = { parents: [folderId], appProperties: markOf(context.actionRunId) };
    const metadata = { name, mimeType, ...(before === undefined ? ofNew : {}) };
    await progress.begin(path);
    return uploadContent(this.google, { metadata, mimeType, bytes: file.bytes }, before?.id);
  }
}

const resultOf = ({ folders }: Upload, file: DriveFile): JsonObject =>
  new Map([
    ['id', file.id],
    ['name', file.name],
    ['mime_type', file.mimeType],
    ['web_view_link', file.webViewLink],
    ['path', folders.join('/')],
  ]);
