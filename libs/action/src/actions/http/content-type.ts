/** `type/subtype` of a content type, in lower case, without parameters. */
export const mediaTypeOf = (contentType: string): string =>
  contentType.split(';', 1)[0]!.trim().toLowerCase();

/** Whether a content type promises JSON: `application/json` or any `…+json`. */
export const isJsonType = (contentType: string): boolean =>
  /^(application\/json|[^/]+\/[^/]+\+json)$/.test(mediaTypeOf(contentType));

/** The `charset` of a content type, UTF-8 when there is none. */
export const charsetOf = (contentType: string): string =>
  /;\s*charset\s*=\s*"?([^\s;"]+)"?/i.exec(contentType)?.[1] ?? 'utf-8';

/** Text of bytes in a charset; an unknown one is read as UTF-8, undecodable bytes are U+FFFD. */
export function decodedText(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_NOT_SUPPORTED') throw error;
    return new TextDecoder().decode(bytes);
  }
}
