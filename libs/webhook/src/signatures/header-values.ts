type Headers = Readonly<Record<string, readonly string[]>>;

const none: readonly string[] = [];

/** The values of a header (its name in lower case), one for each time that it was sent, trimmed. */
export const headerValues = (headers: Headers, name: string): readonly string[] =>
  headers[name]?.map((value) => value.trim()) ?? none;

/** The first value of a header that has any text. */
export const headerValue = (headers: Headers, name: string): string | undefined =>
  headers[name]?.map((value) => value.trim()).find((value) => value !== '');

/** Node reads the bytes of headers as Latin-1; whoever sent or signed them had the bytes. */
export const bytesOfHeader = (value: string | Buffer): Buffer =>
  typeof value === 'string' ? Buffer.from(value, 'latin1') : value;
