import { asObject, below } from '../options/readers.ts';
import type { Read } from '../options/option.ts';
import { base64 } from './base64.generator.ts';
import { csv } from './csv.generator.ts';
import type { FileGenerator, FileSource } from './generated-file.ts';
import { pdf } from './pdf.generator.ts';
import { text } from './text.generator.ts';
import { url } from './url.generator.ts';
import { zipAt } from './zip.generator.ts';

/** Every way of making a file but plain text and zip, by its key. */
const generators: ReadonlyMap<string, FileGenerator> = new Map([
  ['base64', base64],
  ['csv', csv],
  ['pdf', pdf],
  ['url', url],
]);
const ZIP = 'zip';
const known = [...generators.keys(), ZIP].join(', ');

/** A file generator within so many zips. */
const fileSourceWithin =
  (zips: number): FileGenerator =>
  (value, refuse) => {
    if (typeof value === 'string') return text(value, refuse);
    const [key, ...more] = value instanceof Map ? value.keys() : [];
    const generator =
      key === ZIP ? zipAt(zips + 1, fileSourceWithin(zips + 1)) : generators.get(key ?? '');
    if (!(value instanceof Map) || key === undefined || more.length > 0 || !generator) {
      return refuse(`must be text or an object with exactly one key, one of ${known}`);
    }
    return generator(value.get(key) ?? null, below(refuse, key));
  };

/** A file generator: text, or an object with exactly one key. */
export const asFileSource: FileGenerator = fileSourceWithin(0);

/** An object of file generators by name. */
export const asFileSources: Read<Map<string, FileSource>> = (value, refuse) =>
  new Map(
    [...asObject(value, refuse)].map(([name, generator]) => [
      name,
      asFileSource(generator, below(refuse, name)),
    ]),
  );
