import { HostObject } from './host-object.ts';
import { attributeOfText } from './text-attributes.ts';

/** A match of a regular expression: prints, compares and is written as JSON like its text. */
export class RegexMatch extends HostObject {
  readonly text: string;
  /** The groups in order; nil for one that took no part. */
  readonly captures: readonly (string | null)[];
  readonly named_captures: ReadonlyMap<string, string | null>;

  constructor(
    text: string,
    captures: readonly (string | null)[],
    named_captures: ReadonlyMap<string, string | null>,
  ) {
    super();
    this.text = text;
    this.captures = captures;
    this.named_captures = named_captures;
  }

  override attribute(name: string): unknown {
    if (name === 'captures') return this.captures;
    return name === 'named_captures' ? this.named_captures : undefined;
  }

  override property(name: string): unknown {
    return this.attribute(name) ?? attributeOfText(this.text, name);
  }

  override data(): string {
    return this.text;
  }
}

/** A match as its text; any other value as it is. */
export const withoutMatch = (value: unknown): unknown =>
  value instanceof RegexMatch ? value.text : value;
