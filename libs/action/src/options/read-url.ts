import type { Read } from './option.ts';
import { asText } from './readers.ts';

/** An absolute http(s) URL, as text. */
export const readUrl: Read<string> = (value, refuse) => {
  const text = asText(value, refuse).trim();
  if (!/^https?:\/\//i.test(text)) return refuse('must begin with http:// or https://');
  return URL.canParse(text) ? text : refuse('is not a valid URL');
};
