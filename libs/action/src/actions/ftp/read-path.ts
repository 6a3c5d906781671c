import type { Read } from '../../options/option.ts';
import { asText } from '../../options/readers.ts';

/** What ends a command, or a text in C. */
export const BREAKS = /[\r\n\0]/;

/** Text that may stand in a command. */
export const asWords: Read<string> = (value, refuse) => {
  const text = asText(value, refuse);
  return BREAKS.test(text) ? refuse('must not contain line breaks or NUL') : text;
};

/** A path at the server: `/…` is absolute, anything else begins at the directory of the login. */
export const asPath: Read<string> = (value, refuse) =>
  asWords(value, refuse) || refuse('must not be empty');
