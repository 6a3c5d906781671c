import { asText } from '../options/readers.ts';
import { type FileGenerator, withinFileLimit } from './generated-file.ts';

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The bytes behind strict base64; white space is ignored. */
export const base64: FileGenerator = (value, refuse) => {
  const content = asText(value, refuse).replace(/\s+/g, '');
  const bytes = Buffer.from(content, 'base64');
  // Decoding skips what it does not know: only the same text back proves that nothing was.
  const isStrict = BASE64.test(content) && bytes.toString('base64') === content;
  if (!isStrict) return refuse('must be base64 text (A–Z a–z 0–9 + /, padded with =)');
  return (name) => Promise.resolve(withinFileLimit(name, { bytes }));
};
