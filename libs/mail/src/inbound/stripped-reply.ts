const QUOTES = [
  /^>/,
  /^On\b.{0,400}\bwrote:$/,
  /^(?:Am|El|Le|Il|Em|Op)\b.{0,400}(?:schrieb|escribió|a écrit|ha scritto|escreveu|schreef).{0,200}:$/,
  /^-{2,} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht) ?-{2,}$/i,
  /^_{10,}$/,
];
const SIGNATURE = /^-- ?$/;
/** Beyond it nobody looks for where an answer ends. */
const MAX_LINES = 10_000;
const MAX_LINE = 1_000;

/** What a reply adds to the mail that it quotes; empty where it quotes none. */
export function strippedReplyOf(text: string): string {
  const lines = text.split(/\r?\n/, MAX_LINES);
  const quoted = lines.findIndex((_, index) => isQuoteAt(lines, index));
  if (quoted < 0) return '';
  const own = lines.slice(0, quoted);
  const signed = own.findIndex((line) => SIGNATURE.test(line));
  return own
    .slice(0, signed < 0 ? undefined : signed)
    .join('\n')
    .trim();
}

/** Clients break the line above a quotation in two. */
const isQuoteAt = (lines: readonly string[], index: number): boolean =>
  [lines[index]!, `${lines[index]!} ${lines[index + 1] ?? ''}`]
    .map((line) => line.slice(0, MAX_LINE).trim())
    .some((line, isTwo) =>
      QUOTES.some((quote) => (isTwo && quote === QUOTES[0] ? false : quote.test(line))),
    );
