/** A field of a form, name and value decoded: one character for each byte, so that any bytes survive and sort by bytes. */
export type FormField = readonly [name: string, value: string];

const ESCAPE = /%([0-9a-f]{2})/gi;

/** The fields of a form body as they came, none left out; what is not well escaped stays as it is written. */
export const formFieldsOf = (rawBody: Buffer): FormField[] =>
  rawBody
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] =
        equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decoded(name), decoded(value)] as const;
    });

/** Each name with its value, sorted by name; a repeated name with its distinct values, sorted: what Twilio signs. */
export function sortedFields(rawBody: Buffer): Buffer {
  const valuesOf = new Map<string, Set<string>>();
  for (const [name, value] of formFieldsOf(rawBody)) {
    valuesOf.set(name, (valuesOf.get(name) ?? new Set()).add(value));
  }
  const names = [...valuesOf.keys()].sort();
  const written = names.flatMap((name) =>
    [...valuesOf.get(name)!].sort().map((value) => name + value),
  );
  return Buffer.from(written.join(''), 'latin1');
}

const decoded = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(ESCAPE, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
