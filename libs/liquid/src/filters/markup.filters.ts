import { isNil } from '../values/equality.ts';
import { joinedText } from '../values/joined-text.ts';
import { piecesOf, withoutAsciiCase } from '../values/text-search.ts';
import { textIn, type FilterScope } from './filter-scope.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
// What opens a stretch that strip_html drops, and what closes it.
const STRETCHES = [
  ['<script', '</script>'],
  ['<style', '</style>'],
  ['<!--', '-->'],
  ['<', '>'],
] as const;

/** HTML's special characters as entities. */
export function escape(this: FilterScope, input: unknown): string | null {
  if (isNil(input)) return null;
  const text = textIn(this, input);
  this.meter.use(text.length * 6);
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** The same, but entities stay as they are. */
export function escape_once(this: FilterScope, input: unknown): string {
  const text = textIn(this, input);
  this.meter.use(text.length * 6);
  return text.replace(/&(?!(?:[a-zA-Z]+|#\d+);)|[<>"']/g, (character) => ESCAPES[character]!);
}

/** Each line end as `<br />` and LF. */
export function newline_to_br(this: FilterScope, input: unknown): string {
  const lines = piecesOf(textIn(this, input), '\n', this.meter);
  return joinedText(lines, '<br />\n', this.meter);
}

/** Text without tags, comments, scripts and styles. Searches for each closing only once, so that it stays linear. */
export function strip_html(this: FilterScope, input: unknown): string {
  const text = textIn(this, input);
  const lower = withoutAsciiCase(text);
  const closable = new Set(STRETCHES);
  const kept: string[] = [];
  let at = 0;
  for (let open = text.indexOf('<'); open >= 0; open = text.indexOf('<', at)) {
    this.meter.use(32);
    kept.push(text.slice(at, open));
    at = endOfStretch(lower, open, closable);
    if (at < 0) return kept.join('') + text.slice(open);
  }
  return kept.join('') + text.slice(at);
}

function endOfStretch(
  text: string,
  open: number,
  closable: Set<(typeof STRETCHES)[number]>,
): number {
  for (const stretch of closable) {
    const [opener, closer] = stretch;
    if (!text.startsWith(opener, open)) continue;
    const end = text.indexOf(closer, open + opener.length);
    if (end >= 0) return end + closer.length;
    closable.delete(stretch);
  }
  return -1;
}
