const MAX_CHARACTERS = 255;

/** What is wrong with the name of a file that is to be stored; undefined: nothing. */
export function fileNameFault(name: string): string | undefined {
  const characters = [...name].length;
  if (characters < 1 || characters > MAX_CHARACTERS) {
    return `must have a name of 1 to ${MAX_CHARACTERS} characters`;
  }
  if (/[/\\\0]/.test(name)) return 'must have a name without /, \\ and NUL';
  // In an address they mean folders, however they are written.
  if (name === '.' || name === '..') return 'must have a name that is more than dots';
  return name.isWellFormed() ? undefined : 'must have a name that is whole in Unicode';
}
