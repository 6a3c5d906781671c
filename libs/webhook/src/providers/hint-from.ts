/** A hint of several parts: those that are there, joined by dots; undefined when none is. */
export function hintFrom(...parts: readonly (string | undefined)[]): string | undefined {
  const present = parts.filter((part) => part !== undefined && part !== '');
  return present.length === 0 ? undefined : present.join('.');
}
