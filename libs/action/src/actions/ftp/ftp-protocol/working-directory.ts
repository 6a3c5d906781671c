/** The directory of an answer to PWD, `257 "/a ""b""" …` (RFC 959, appendix II); undefined when none is named. */
export function directoryOf(text: string): string | undefined {
  const [, quoted] = /^257[ -]"((?:[^"]|"")*)"/.exec(text) ?? [];
  return quoted?.replaceAll('""', '"');
}
