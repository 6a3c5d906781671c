/** A field of a form, name and value decoded: one character for each byte, so that any bytes survive and sort by bytes. */
export type FormField = readonly [name: string, value: string];

/** As many as a form may have by default: each costs memory, before anybody is known. */
const MAX_FIELDS = 4_096;
const AMPERSAND = 0x26;
const ESCAPE = /%([0-9a-f]{2})/gi;

/**
 * The fields of a form body as they came, none left out; what is not well escaped stays as it is written. Undefined:
 * they are too many for a form.
 */
export function formFieldsOf(rawBody: Buffer): FormField[] | undefined {
  if (hasTooMany(rawBody)) return undefined;
  return rawBody
    .toString('latin1')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] =
        equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decoded(name), decoded(value)] as const;
    });
}

/** Each name with its value, sorted by name; a repeated name with its distinct values, sorted: what Twilio signs. Undefined: too many. */
export function sortedFields(rawBody: Buffer): Buffer | undefined {
  const fields = formFieldsOf(rawBody);
  if (fields === undefined) return undefined;
  const valuesOf = new Map<string, Set<string>>();
  for (const [name, value] of fields) {
    valuesOf.set(name, (valuesOf.get(name) ?? new Set()).add(value));
  }
  const names = [...valuesOf.keys()].sort();
  const written = names.flatMap((name) =>
    [...valuesOf.get(name)!].sort().map((value) => name + value),
  );
  return Buffer.from(written.join(''), 'latin1');
}

function hasTooMany(rawBody: Buffer): boolean {
  let at = -1;
  for (let fields = 1; fields <= MAX_FIELDS; fields += 1) {
    at = rawBody.indexOf(AMPERSAND, at + 1);
    if (at < 0) return false;
  }
  return true;
}

const decoded = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(ESCAPE, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
