import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import type { ActionContext } from '../action.ts';
import { asObject, asText, below } from '../options/readers.ts';
import type { Read } from '../options/option.ts';
import { checkFileSize, type FileGenerator, type FileSource } from './generated-file.ts';
import { GeneratorOptions } from './generator-options.ts';
import { checkZipNames } from './zip-names.ts';

/** Zips within zips, the outermost counted. */
export const MAX_ZIP_DEPTH = 5;

/** Files in one archive, with ZipCrypto where there is a password. `depth` counts from 1, `inner` reads what is inside. */
export const zipAt =
  (depth: number, inner: FileGenerator): FileGenerator =>
  (value, refuse) => {
    if (depth > MAX_ZIP_DEPTH)
      return refuse(`must not be nested deeper than ${MAX_ZIP_DEPTH} zips`);
    const options = GeneratorOptions.read(value, refuse);
    const files = options.required('files', asEntries(inner));
    const password = options.optional('password', asPassword);
    const warnOfUnknown = options.warner('zip');
    return async (name, context) => {
      warnOfUnknown(name, context);
      const bytes = await zipped(name, files, password, context);
      return { bytes, contentType: 'application/zip' };
    };
  };

const asEntries =
  (inner: FileGenerator): Read<Map<string, FileSource>> =>
  (value, refuse) => {
    const given = asObject(value, refuse);
    if (given.size === 0) return refuse('must have at least one file');
    checkZipNames([...given.keys()], refuse);
    return new Map([...given].map(([name, file]) => [name, inner(file, below(refuse, name))]));
  };

const asPassword: Read<string> = (value, refuse) =>
  asText(value, refuse) || refuse('must not be empty');

/** One file after another, so that no more than one is held beside the archive. */
async function zipped(
  name: string,
  files: ReadonlyMap<string, FileSource>,
  password: string | undefined,
  context: ActionContext,
): Promise<Buffer> {
  const { signal } = context;
  const archive = new Uint8ArrayWriter();
  const zip = new ZipWriter(archive, {
    lastModDate: new Date(context.clock.now()),
    useWebWorkers: false,
    signal,
    ...(password === undefined ? {} : { password, zipCrypto: true }),
  });
  for (const [entry, source] of files) {
    signal.throwIfAborted();
    const { bytes } = await source(`${name}/${entry}`, context);
    await zip.add(entry, new Uint8ArrayReader(bytes));
    checkFileSize(name, archive.size);
  }
  const { buffer, byteOffset, byteLength } = await zip.close();
  checkFileSize(name, byteLength);
  return Buffer.from(buffer, byteOffset, byteLength);
}
