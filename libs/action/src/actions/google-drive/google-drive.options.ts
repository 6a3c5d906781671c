import { asFileSource } from '../../files/index.ts';
import type { FileSource } from '../../files/generated-file.ts';
import { objectOptions } from '../../options/object-options.ts';
import { optional, type Read, required } from '../../options/option.ts';
import type { OptionsSchema } from '../../options/options-schema.ts';
import { asBoolean, asObject, asText, below } from '../../options/readers.ts';
import { asDrivePath, type DrivePath } from './drive-path.ts';

/** A file to upload, and where to. */
export interface Upload extends DrivePath {
  source: FileSource;
}

/** The files of an action, in the order in which they were written. */
export interface Uploads {
  files: readonly Upload[];
  /** Whether a file of the same name in the same folder is updated. */
  overwrite: boolean;
}

/** What the google_drive action is to do. */
export interface GoogleDriveOptions {
  account?: string | undefined;
  uploads: Uploads;
}

const asUploads: Read<Uploads> = (value, refuse) => {
  const given = asObject(value, refuse);
  const overwrite = asBoolean(given.get('overwrite') ?? false, below(refuse, 'overwrite'));
  const files = [...given]
    .filter(([key]) => key !== 'overwrite')
    .map(([key, generator]) => ({
      ...asDrivePath(key, refuse),
      source: asFileSource(generator, below(refuse, key)),
    }));
  return files.length > 0
    ? { files, overwrite }
    : refuse('must have at least one file: its path, and what makes it');
};

/** The options of the google_drive action. */
export const googleDriveOptions: OptionsSchema<GoogleDriveOptions> = objectOptions({
  account: optional(
    'Name of the Connection of type google; may be left out when there is one.',
    asText,
  ),
  uploads: required('Object: path → file generator, and `overwrite`.', asUploads),
});
