import type * as OnigurumaToEs from 'oniguruma-to-es';
import { loadedLibrary } from '../loaded-late.ts';

/** What makes JavaScript's expressions of Oniguruma's. */
export const patternTranslatorIn = loadedLibrary<typeof OnigurumaToEs>('oniguruma-to-es');

/** Longest pattern, in characters. */
export const MAX_PATTERN_CHARACTERS = 4_096;
// Each use of a group by `\g` is a copy of it, and of the copies in it.
const MAX_SUBROUTINES = 10;
const RECURSION_LIMIT = 20;

/** Where Ruby means less than Oniguruma does: these are ASCII. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[a-zA-Z0-9_]',
  W: '[^a-zA-Z0-9_]',
  s: '[\\t-\\r\\x20]',
  S: '[^\\t-\\r\\x20]',
};
// And here of symbols only these.
const PUNCTUATION = '\\p{P}$+<=>^`|~';

/** A regular expression of Ruby's as one of JavaScript's, to be used from its `lastIndex` on. @throws Error when it is none */
export function regExpOf(
  pattern: string,
  translator: ReturnType<typeof patternTranslatorIn>,
): RegExp {
  if (pattern.length > MAX_PATTERN_CHARACTERS) {
    throw new Error(`the pattern is longer than ${MAX_PATTERN_CHARACTERS} characters`);
  }
  if (pattern.split('\\g').length - 1 > MAX_SUBROUTINES) {
    throw new Error(`the pattern uses \\g more than ${MAX_SUBROUTINES} times`);
  }
  return translator.toRegExp(onigurumaPatternOf(pattern), {
    global: true,
    rules: { recursionLimit: RECURSION_LIMIT },
  });
}

/** The same pattern in the words of Oniguruma, Ruby's engine being a relative of it. */
export function onigurumaPatternOf(pattern: string): string {
  let [said, depth] = ['', 0];
  for (const [token] of pattern.matchAll(/\\u\{[^}]*\}|\\[^]|\[:\^?punct:\]|[^]/gu)) {
    const isClass = token.startsWith('[:') && token.length > 2;
    if (isClass && depth > 0) {
      said += token.includes('^') ? `[^${PUNCTUATION}]` : `[${PUNCTUATION}]`;
      continue;
    }
    if (token.startsWith('[')) depth += 1;
    if (token.endsWith(']')) depth = Math.max(0, depth - 1);
    said += token.startsWith('\\') ? escapeOf(token) : token;
  }
  return said;
}

function escapeOf(token: string): string {
  if (!token.startsWith('\\u{')) return SHORTHANDS[token.slice(1)] ?? token;
  const codes = token.slice(3, -1).trim().split(/\s+/);
  return codes.map((code) => `\\x{${code}}`).join('');
}
