import { HostObject } from './host-object.ts';

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
    switch (name) {
      case 'captures':
        return this.captures;
      case 'named_captures':
        return this.named_captures;
      default:
        return undefined;
    }
  }
}

/** A match as its text; any other value as it is. */
export const withoutMatch = (value: unknown): unknown =>
  value instanceof RegexMatch ? value.text : value;
