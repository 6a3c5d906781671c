import { shortened } from '@millwright/kernel';

const HIDDEN = '***';
const MAX_DEPTH = 8;
const MAX_ITEMS = 100;
const MAX_TEXT = 8_192;

const secretWord =
  /(^|_)(auth|authorization|cookies?|tokens?|password|passwd|passphrase|secrets?|credentials?|signature|jwt|bearer|(api|private|secret|access|signing)_keys?|apikey)(_|$)/;
/** `token_id`, `secret_count`: what is said about a secret is none. */
const harmlessEnd = /_(ids?|count|prefix|label|name|names|type|set|mode)$/;

/** Whether the value under this key is a secret: `authorization`, `set-cookie`, `adminToken`, `api_key`, … */
export function isSecretKey(key: string): boolean {
  const words = key
    .slice(0, 100)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[-. ]/g, '_')
    .toLowerCase();
  return secretWord.test(words) && !harmlessEnd.test(words);
}

/** A text without credentials: those of URLs, secret query parameters, and `Bearer`/`Basic` values are hidden. */
export const redactedText = (text: string): string =>
  shortened(text, MAX_TEXT)
    .replaceAll(/:\/\/[^\s/?#]*@/g, `://${HIDDEN}@`)
    .replaceAll(
      /([?&;][\w-]{0,40}(?:token|secret|password|signature|key|sig)=)[^&\s#"']*/gi,
      `$1${HIDDEN}`,
    )
    .replaceAll(/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`);

/** A copy of anything that is safe to write to a log: no secrets, no bytes, no circles, of bounded size. */
export const redacted = (value: unknown): unknown => copyOf(value, 0, new Set());

/** As {@link redacted}, for the fields of a line. */
export const redactedFields = (fields: Record<string, unknown>): Record<string, unknown> =>
  copyOfEntries(Object.entries(fields), 0, new Set());

function copyOf(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === 'string') return redactedText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL) return redactedText(value.href);
  if (ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`;
  if (above.has(value)) return '<circular>';
  if (depth >= MAX_DEPTH) return '<too deep>';

  const path = new Set(above).add(value);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, MAX_ITEMS).map((item) => copyOf(item, depth + 1, path));
  }
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return copyOfEntries(entries, depth + 1, path);
}

function copyOfEntries(
  entries: [unknown, unknown][],
  depth: number,
  above: Set<object>,
): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of entries.slice(0, MAX_ITEMS)) {
    const name = String(key);
    const hide = isSecretKey(name) && isWorthHiding(value);
    copy[name] = hide ? HIDDEN : copyOf(value, depth, above);
  }
  return copy;
}

/** These say only whether there is a secret. */
const isWorthHiding = (value: unknown): boolean =>
  typeof value !== 'boolean' && ![undefined, null, '', 'set', 'unset'].includes(value as string);
