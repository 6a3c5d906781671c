/** Text as one word of a POSIX shell, whatever is in it; nothing in it is expanded. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Text as a literal of JavaScript. */
export const scriptQuoted = (text: string): string => JSON.stringify(text);

/** Text as a literal of Python: of JSON's escapes it knows all, and means the same by them. */
export const pythonQuoted = (text: string): string => JSON.stringify(text);
