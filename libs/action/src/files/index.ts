import { asObject, below } from '../options/readers.ts';
import type { Read } from '../options/option.ts';
import { base64 } from './base64.generator.ts';
import type { FileGenerator, FileSource } from './generated-file.ts';
import { text } from './text.generator.ts';
import { url } from './url.generator.ts';

/** Every way of making a file but plain text, by its key. */
const generators: ReadonlyMap<string, FileGenerator> = new Map([
  ['base64', base64],
  ['url', url],
]);
const known = [...generators.keys()].join(', ');

/** A file generator: text, or an object with exactly one key. */
export const asFileSource: FileGenerator = (value, refuse) => {
  if (typeof value === 'string') return text(value, refuse);
  const keys = value instanceof Map ? [...value.keys()] : [];
  const generator = keys.length === 1 ? generators.get(keys[0]!) : undefined;
  if (!generator || !(value instanceof Map)) {
    return refuse(`must be text or an object with exactly one key, one of ${known}`);
  }
  return generator(value.get(keys[0]!)!, below(refuse, keys[0]!));
};

/** An object of file generators by name. */
export const asFileSources: Read<Map<string, FileSource>> = (value, refuse) =>
  new Map(
    [...asObject(value, refuse)].map(([name, generator]) => [
      name,
      asFileSource(generator, below(refuse, name)),
    ]),
  );
