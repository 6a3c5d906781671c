const HEX = /^(?:[0-9a-f]{2})+$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const BASE64_URL = /^(?:[\w-]{4})*(?:[\w-]{2}(?:==)?|[\w-]{3}=?)?$/;

const encodings = { hex: HEX, base64: BASE64, base64url: BASE64_URL } as const;

/** How bytes are written as text. */
export type ByteEncoding = keyof typeof encodings;

/**
 * The bytes that a text stands for, or undefined when it stands for none: Node itself passes over what it cannot read.
 * Hex in any case; base64 of the standard alphabet, base64url of the other one, padding optional.
 */
export const decodeBytes = (text: string, encoding: ByteEncoding): Buffer | undefined =>
  text !== '' && encodings[encoding].test(text) ? Buffer.from(text, encoding) : undefined;
