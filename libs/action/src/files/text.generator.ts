import { asText } from '../options/readers.ts';
import { type FileGenerator, withinFileLimit } from './generated-file.ts';

/** Plain text: its UTF-8 bytes, unchanged. */
export const text: FileGenerator = (value, refuse) => {
  const content = asText(value, refuse);
  return (name) =>
    Promise.resolve(
      withinFileLimit(name, { bytes: Buffer.from(content), contentType: 'text/plain' }),
    );
};
