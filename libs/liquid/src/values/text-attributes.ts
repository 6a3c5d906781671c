import { characterCount, characterSlice } from './text-search.ts';

/** `text.size`, `text.first` and `text.last`, in characters; anything else is undefined. */
export function attributeOfText(text: string, name: string): unknown {
  if (name === 'size') return characterCount(text);
  if (text === '') return undefined;
  if (name === 'first') return characterSlice(text, 0, 1);
  return name === 'last' ? lastCharacterOf(text) : undefined;
}

function lastCharacterOf(text: string): string {
  const isPair = (text.codePointAt(text.length - 2) ?? 0) > 0xffff;
  return text.slice(isPair ? -2 : -1);
}
