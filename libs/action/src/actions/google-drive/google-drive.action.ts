import type { JsonValue } from '@millwright/kernel';
import type { Action } from '../../action.ts';
import { withGoogle } from '../google/with-google.ts';
import { DriveUploads } from './drive-uploads.ts';
import { type GoogleDriveOptions, googleDriveOptions } from './google-drive.options.ts';
import { UploadProgress } from './upload-progress.ts';

/**
 * Uploads files to Google Drive, one after another, each made just before: no more than one is in memory. What is
 * uploaded is kept with the run, so that a retry makes and uploads only what is missing.
 */
export const googleDrive = {
  name: 'google_drive',
  where: 'outside',
  options: googleDriveOptions,
  connection: { types: ['google'] },
  perform({ account, uploads: { files, overwrite } }, context) {
    return withGoogle({ action: 'google_drive', account }, context, async (google) => {
      const progress = await UploadProgress.of(context);
      const uploads = new DriveUploads(google, { progress, overwrite, context });
      const results = new Map<string, JsonValue>();
      for (const file of files) {
        results.set(file.path, progress.resultOf(file.path) ?? (await uploads.resultOf(file)));
      }
      return { uploads: results };
    });
  },
} satisfies Action<GoogleDriveOptions>;
