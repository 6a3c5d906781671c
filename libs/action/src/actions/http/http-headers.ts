import { JsonNumber, type JsonValue } from '@millwright/kernel';
import { type Read, type Refuse } from '../../options/option.ts';
import { asObject, below } from '../../options/readers.ts';

/** A header as the task gave it; no values: it is to be left out. */
export interface GivenHeader {
  name: string;
  values: string[];
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** What the protocol has around values; line breaks are faults there too. */
const OUTER_SPACE = /^[ \t]+|[ \t]+$/g;
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;
/** What follows from the request itself, or belongs to the connection. */
const OURS = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** An object: name → text, number, boolean, null, or an array of these. */
export const asHeaders: Read<GivenHeader[]> = (value, refuse) =>
  [...asObject(value, refuse)].map(([name, given]) => {
    const at = below(refuse, name);
    if (!TOKEN.test(name)) return at('is not a valid header name');
    const values = Array.isArray(given) ? given : [given];
    return { name, values: values.flatMap((one) => headerText(one, at)) };
  });

function headerText(value: JsonValue, refuse: Refuse): string[] {
  if (value === null) return [];
  if (value instanceof Map || Array.isArray(value)) {
    return refuse('must be text, a number, true, false, null or an array of these');
  }
  const text = value instanceof JsonNumber ? value.text : String(value).replace(OUTER_SPACE, '');
  if (CONTROL.test(text)) return refuse('must not contain line breaks or control characters');
  // On the wire a header is bytes: text beyond ASCII goes as UTF-8.
  return [Buffer.from(text).toString('latin1')];
}

/** The headers of one request: names compare without case, a header that is left out gets no default either. */
export class RequestHeaders {
  readonly warnings: string[] = [];
  private readonly byKey = new Map<string, GivenHeader>();

  constructor(given: readonly GivenHeader[]) {
    for (const { name, values } of given) {
      const key = name.toLowerCase();
      if (OURS.has(key)) {
        this.warnings.push(`options.headers.${name}: is set by the request itself, ignored`);
      } else {
        const before = this.byKey.get(key)?.values ?? [];
        this.byKey.set(key, { name, values: [...before, ...values] });
      }
    }
  }

  /** The first value; undefined when it is not given or left out. */
  first(name: string): string | undefined {
    return this.byKey.get(name.toLowerCase())?.values[0];
  }

  set(name: string, value: string): void {
    this.byKey.set(name.toLowerCase(), { name, values: [value] });
  }

  setDefault(name: string, value: string): void {
    if (!this.byKey.has(name.toLowerCase())) this.set(name, value);
  }

  toRecord(): Record<string, string[]> {
    return Object.fromEntries([...this.byKey.values()].map(({ name, values }) => [name, values]));
  }
}
