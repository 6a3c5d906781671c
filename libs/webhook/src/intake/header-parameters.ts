const PARAMETER = /;\s*([^\s=;]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*)))?/gs;
const ESCAPED = /\\(["\\])/g;

/**
 * The parameters of a header such as `Content-Type` or `Content-Disposition`, their names in lower case. Only `\"`
 * and `\\` are escapes in a quoted value: some senders put Windows paths there.
 */
export function headerParametersOf(header: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [, name, quoted, bare] of header.matchAll(PARAMETER)) {
    const key = name!.toLowerCase();
    const value = quoted === undefined ? (bare ?? '').trim() : quoted.replace(ESCAPED, '$1');
    if (!parameters.has(key)) parameters.set(key, value);
  }
  return parameters;
}

/** The first part of such a header, lower-case: `multipart/form-data` of `Multipart/Form-Data; boundary=x`. */
export function headerValueOf(header: string): string {
  const semicolon = header.indexOf(';');
  return (semicolon < 0 ? header : header.slice(0, semicolon)).trim().toLowerCase();
}
