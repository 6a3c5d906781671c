/**
 * The value of a cookie, undefined when no line has it. Of several of a name the first counts: browsers send the one
 * of the longest path first (RFC 6265, 5.4). Names compare exactly; quotes around a value are no part of it, and
 * nothing is percent-decoded.
 */
export function cookieOf(lines: readonly string[], name: string): string | undefined {
  for (const pair of lines.flatMap((line) => line.split(';'))) {
    const equals = pair.indexOf('=');
    if (equals >= 0 && trimmed(pair.slice(0, equals)) === name) {
      return unquoted(trimmed(pair.slice(equals + 1)));
    }
  }
  return undefined;
}

/** Without spaces and tabs around it: what else `trim` takes off may be part of a name. */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text[start])) start += 1;
  while (start < end && isBlank(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

const unquoted = (value: string): string =>
  value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
