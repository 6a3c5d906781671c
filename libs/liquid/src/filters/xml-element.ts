import { floatOf, integerOf } from '../values/numbers.ts';
import { filterError } from './filter-scope.ts';

const MAX_DIGITS = 1_000;
const TIME =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?) ?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/;

/** What `type` attributes make of an element's text. */
const CONVERSIONS: Readonly<Record<string, (text: string) => unknown>> = {
  integer: (text) => integerOf(BigInt(digitsOf(text))),
  float: (text) => floatOf(finite(Number.parseFloat(text) || 0)),
  decimal: (text) => text,
  boolean: (text) => text === 'true' || text === '1',
  date: (text) => /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0] ?? text,
  dateTime: isoTimeOf,
};

/** An element while it is read. */
export class XmlElement {
  readonly name: string;
  /** By name; of several with one name, an array of them. */
  readonly children = new Map<string, unknown>();
  private readonly inOrder: unknown[] = [];
  private readonly repeated = new Set<string>();
  private readonly attributes: ReadonlyMap<string, string>;
  private readonly texts: string[] = [];

  constructor(name: string, attributes: ReadonlyMap<string, string>) {
    this.name = name;
    this.attributes = attributes;
  }

  addText(text: string): void {
    this.texts.push(text);
  }

  addChild(name: string, value: unknown): void {
    this.inOrder.push(value);
    if (!this.children.has(name)) {
      this.children.set(name, value);
    } else if (this.repeated.has(name)) {
      (this.children.get(name) as unknown[]).push(value);
    } else {
      this.repeated.add(name);
      this.children.set(name, [this.children.get(name), value]);
    }
  }

  /** Text, a hash of attributes and children, nil when there is nothing, or what the `type` attribute says. */
  value(): unknown {
    if (this.attributes.get('nil') === 'true') return null;
    const type = this.attributes.get('type') ?? '';
    if (type === 'array') return this.inOrder;
    const text = this.texts.join('');
    if (text.trim() !== '') return converted(text, type);
    if (this.inOrder.length > 0) return this.members();
    if (this.attributes.size > 1) return new Map(this.attributes);
    if (Object.hasOwn(CONVERSIONS, type)) return null;
    if (type === 'string') return text;
    if (this.attributes.size === 1) return new Map(this.attributes);
    return text === '' ? null : text;
  }

  /** Attributes first. One that has the name of a child is the first of an array with it. */
  private members(): Map<string, unknown> {
    const members = new Map<string, unknown>(this.attributes);
    for (const [name, value] of this.children) {
      if (!members.has(name)) members.set(name, value);
      else if (!this.repeated.has(name)) members.set(name, [members.get(name), value]);
      else members.set(name, [members.get(name), ...(value as unknown[])]);
    }
    return members;
  }
}

/** As Ruby reads an integer: what stands in front, else 0. BigInt cannot be stopped, so its length is bounded. */
function digitsOf(text: string): string {
  const [, sign = '', digits = '0'] = /^([+-]?)(\d+)/.exec(text) ?? [];
  if (digits.length <= MAX_DIGITS) return sign === '-' ? `-${digits}` : digits;
  throw filterError(`parse_xml: an integer of more than ${MAX_DIGITS} digits`);
}

function finite(number: number): number {
  if (Number.isFinite(number)) return number;
  throw filterError('parse_xml: a float out of range');
}

const converted = (text: string, type: string): unknown =>
  Object.hasOwn(CONVERSIONS, type) ? CONVERSIONS[type]!(text.trim()) : text;

function isoTimeOf(text: string): string {
  const [, date, time, zone = ''] = TIME.exec(text) ?? [];
  if (date === undefined) return text;
  const offset = /^(?:Z|UTC|GMT)$/.test(zone) ? 'Z' : zone.replace(/(\d{2}):?(\d{2})$/, '$1:$2');
  return `${date}T${time!}${offset}`;
}
