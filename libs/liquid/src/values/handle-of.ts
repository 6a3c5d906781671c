const ACCENTS = /(?<=\p{Script=Latin})[\u0300-\u036f]+/gu;
const NEITHER_LETTER_NOR_DIGIT = /[^\p{L}\p{M}\p{Nd}_]+/gu;
// Latin letters whose mark is part of the letter, so that Unicode takes none off.
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ð: 'd',
  đ: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  ł: 'l',
  ŋ: 'ng',
  ŧ: 't',
};
const NOT_PLAIN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');

/** Text as part of a URL: accents off Latin letters, lower case, `-` for each run of what is no letter, digit or `_`. */
export function handleOf(text: string): string {
  const plain = text
    .normalize('NFD')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(NOT_PLAIN, (letter) => PLAIN[letter]!);
  const dashed = plain.replace(NEITHER_LETTER_NOR_DIGIT, '-');
  return dashed.slice(dashed.startsWith('-') ? 1 : 0, dashed.endsWith('-') ? -1 : undefined);
}
