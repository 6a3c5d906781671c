/** Shorter ones are a few letters in base64, which are everywhere. */
const MIN_BASE64_BYTES = 4;
/** Shorter ones are not looked for inside of base64. */
const MIN_BYTES_INSIDE = 8;

/** Takes secrets out of texts, also where they were escaped for a URL, for JSON or as base64. */
export class SecretTexts {
  private readonly shownOf: (readonly [form: string, shown: string])[];

  /** `secrets`: what each value is shown as; of equal values the first. */
  constructor(secrets: Iterable<readonly [value: string, shown: string]>) {
    const forms = new Map<string, string>();
    for (const [value, shown] of secrets) {
      for (const form of formsOf(value)) if (!forms.has(form)) forms.set(form, shown);
    }
    // The longest first: one secret may be a part of another.
    this.shownOf = [...forms].sort(([left], [right]) => right.length - left.length);
  }

  /** Whether a text has a secret in it, written with at least so many characters. */
  isIn(text: string, minCharacters: number): boolean {
    return this.shownOf.some(([form]) => form.length >= minCharacters && text.includes(form));
  }

  /** In one pass over the text, the longest form first where several begin. `grown`: by so many characters each time. */
  replaced(text: string, grown: (characters: number) => void = () => undefined): string {
    const next = this.shownOf.map(([form]) => text.indexOf(form));
    const parts: string[] = [];
    let from = 0;
    for (;;) {
      this.shownOf.forEach(([form], at) => {
        if (next[at]! >= 0 && next[at]! < from) next[at] = text.indexOf(form, from);
      });
      const first = firstOf(next);
      if (first === undefined) return from === 0 ? text : parts.join('') + text.slice(from);
      const [form, shown] = this.shownOf[first]!;
      grown(shown.length - form.length);
      parts.push(text.slice(from, next[first]), shown);
      from = next[first]! + form.length;
    }
  }

  /** Of a text that was cut: a secret at its end counts from so many of its characters on. */
  replacedToCut(text: string, minCharacters: number): string {
    const shown = this.replaced(text);
    let cut: [length: number, shown: string] = [0, ''];
    for (const [form, name] of this.shownOf) {
      for (let length = form.length - 1; length >= minCharacters && length > cut[0]; length -= 1) {
        if (shown.endsWith(form.slice(0, length))) cut = [length, name];
      }
    }
    return cut[0] === 0 ? shown : shown.slice(0, -cut[0]) + cut[1];
  }
}

function firstOf(places: readonly number[]): number | undefined {
  let first: number | undefined;
  places.forEach((place, at) => {
    if (place >= 0 && (first === undefined || place < places[first]!)) first = at;
  });
  return first;
}

/** A value as it is, and as others write it down. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.toWellFormed()),
    new URLSearchParams([['', value]]).toString().slice(1),
  ];
  if (bytes.length >= MIN_BASE64_BYTES)
    forms.push(bytes.toString('base64'), bytes.toString('base64url'));
  if (bytes.length >= MIN_BYTES_INSIDE) forms.push(...insideBase64(bytes));
  return forms.filter((form) => form !== '');
}

/** The letters that bytes are in any base64 that has them inside, as in `Basic <name:password>`. */
function insideBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const letters = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
    // What shares its bits with a neighbour says nothing of it.
    const from = Math.ceil((before * 8) / 6);
    const own = letters.slice(from, Math.floor(((before + bytes.length) * 8) / 6));
    return [own, own.replaceAll('-', '+').replaceAll('_', '/')];
  });
}
