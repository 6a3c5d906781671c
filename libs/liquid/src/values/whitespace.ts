const SPACES = new Set([' ', '\t', '\n', '\v', '\f', '\r']);

/** One character that is whitespace in scripts: ASCII's. */
export const isSpace = (character: string): boolean => SPACES.has(character);

/** A text without whitespace at its ends, or at one of them. */
export function stripped(text: string, ends: 'both' | 'left' | 'right' = 'both'): string {
  let [start, end] = [0, text.length];
  while (ends !== 'right' && start < end && isSpace(text[start]!)) start += 1;
  while (ends !== 'left' && end > start && isSpace(text[end - 1]!)) end -= 1;
  return text.slice(start, end);
}
