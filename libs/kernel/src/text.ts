/** Text that PostgreSQL can hold: NUL becomes U+FFFD. (A lone surrogate becomes U+FFFD on its way to UTF-8.) */
export const storableText = (text: string): string => text.replaceAll('\u0000', '\ufffd');

/** At most `length` UTF-16 units of a text, with an ellipsis where something was cut. */
export const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;
