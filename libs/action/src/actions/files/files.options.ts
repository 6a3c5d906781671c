import { asFileSource } from '../../files/index.ts';
import type { FileSource } from '../../files/generated-file.ts';
import { pathText } from '../../options/object-options.ts';
import { readOr, type Read } from '../../options/option.ts';
import type { OptionFault, OptionsSchema } from '../../options/options-schema.ts';
import { fileNameFault } from './file-names.ts';

/** Files to make, by their names, in order. */
export interface FilesOptions {
  files: ReadonlyMap<string, FileSource>;
}

/** The options of the files action: every key is the name of a file. */
export const filesOptions: OptionsSchema<FilesOptions> = {
  fields: [
    {
      name: 'file name',
      required: true,
      about: 'A file generator. At least one; every key is the name of a file.',
    },
  ],
  read(value) {
    if (!(value instanceof Map) || value.size === 0) {
      const message = 'must be an object with at least one file: its name and its generator';
      return { ok: false, code: 'invalid_options', faults: [{ path: 'options', message }] };
    }
    const faults: OptionFault[] = [];
    const files = new Map<string, FileSource>();
    for (const [name, generator] of value) {
      const source = readOr(generator, sourceNamed(name), undefined, (message, below) =>
        faults.push({ path: pathText([name, ...below]), message }),
      );
      if (source !== undefined) files.set(name, source);
    }
    if (faults.length > 0) return { ok: false, code: 'invalid_options', faults };
    return { ok: true, options: { files }, warnings: [] };
  },
};

const sourceNamed =
  (name: string): Read<FileSource> =>
  (value, refuse) => {
    const fault = fileNameFault(name);
    return fault === undefined ? asFileSource(value, refuse) : refuse(fault);
  };
