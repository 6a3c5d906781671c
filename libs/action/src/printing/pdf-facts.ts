import type { DocumentFacts } from '../ports/page-printer.ts';

const TRAILER =
  /trailer\s*<<\s*\/Size (\d+)\s*\/Root (\d+ \d+ R)\s*\/Info \d+ \d+ R\s*>>\s*startxref\s+(\d+)\s+%%EOF\s*$/;
const MADE_AT = /\/CreationDate (\(D:\d{14}[-+Z\d']{0,9}\))/;

/**
 * The PDF with other facts about itself, as an update behind its end (ISO 32000-1, 7.5.6): nothing that is there moves.
 * Chromium writes a title and its own name, and has no way to be told the rest.
 * @throws Error where the PDF does not end as Chromium's do
 */
export function withFacts(pdf: Buffer, facts: DocumentFacts): Buffer {
  const trailer = TRAILER.exec(pdf.subarray(-1_024).toString('latin1'));
  if (trailer === null) throw new Error('the PDF does not end as those of Chromium do');
  const [, size = '', root, previous] = trailer;
  const madeAt = MADE_AT.exec(pdf.subarray(0, 4_096).toString('latin1'))?.[1];
  const entries = [
    ['Title', textString(facts.title)],
    ['Author', textString(facts.author)],
    ['Subject', textString(facts.subject)],
    ['Keywords', textString(facts.keywords)],
    ['Creator', textString('Millwright')],
    ['Producer', textString('Chromium')],
    ['CreationDate', madeAt],
  ];
  const dictionary = entries.flatMap(([key, text]) =>
    text === undefined ? [] : [`/${key} ${text}`],
  );
  const object = `\n${size} 0 obj\n<<${dictionary.join('\n')}>>\nendobj\n`;
  const tableAt = pdf.length + object.length;
  const entry = `${String(pdf.length + 1).padStart(10, '0')} 00000 n \n`;
  const table = `xref\n${size} 1\n${entry}`;
  const end = [
    'trailer',
    `<</Size ${Number(size) + 1}`,
    `/Root ${root}`,
    `/Info ${size} 0 R`,
    `/Prev ${previous}>>`,
    'startxref',
    `${tableAt}`,
    '%%EOF\n',
  ].join('\n');
  return Buffer.concat([pdf, Buffer.from(object + table + end, 'latin1')]);
}

/** Text as hexadecimal UTF-16 with its mark: no character needs an escape. */
const textString = (text = ''): string | undefined =>
  text === ''
    ? undefined
    : `<feff${Buffer.from(text.toWellFormed(), 'utf16le').swap16().toString('hex')}>`;
