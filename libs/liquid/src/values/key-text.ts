import { RegexMatch } from './match.ts';
import { isNumber, numberText } from './numbers.ts';

/** The key that a value names in a hash; undefined when it can name none. */
export function keyTextOf(key: unknown): string | undefined {
  if (typeof key === 'string') return key;
  if (isNumber(key)) return numberText(key);
  if (key instanceof RegexMatch) return key.text;
  return typeof key === 'boolean' ? String(key) : undefined;
}
