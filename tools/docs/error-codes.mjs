const MAP = /=\s*\{\s*\n((?:(?!\n\})[\s\S])*)\n\}\s*as const satisfies Record<string, ErrorKind/g;

/** zod's word for a check of our own; never leaves the process. */
const FOREIGN = ['custom'];

/**
 * The error codes that a source file defines: keys of a map of error kinds, and codes written out.
 * @param {string} source @returns {string[]}
 */
export function errorCodesIn(source) {
  const keys = [...source.matchAll(MAP)].flatMap(([, body]) =>
    [...body.matchAll(/^ {2}(\w+):/gm)].map(([, key]) => key),
  );
  const written = [...source.matchAll(/\bcode: '([a-z][a-z_]+)'/g)].map(([, code]) => code);
  return [...keys, ...written].filter((code) => !FOREIGN.includes(code));
}
